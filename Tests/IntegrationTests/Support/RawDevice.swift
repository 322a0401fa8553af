import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import Testing

/// A device that speaks the protocol by hand: what it says is decided by the test, message by message. Requests of the
/// server that the test does not care for are answered from a simulated memory.
final class RawDevice {
  let client: WireClient
  var memory: DeviceMemory
  private(set) var challenge: Challenge?
  private var lastRequest: UInt64 = 0

  init(_ client: WireClient, _ memory: DeviceMemory) {
    self.client = client
    self.memory = memory
  }

  static func memory(_ number: UInt32 = 2001, seed: UInt64 = 5) throws -> DeviceMemory {
    DeviceMemory(device: try #require(DeviceID(number)), seed: seed)
  }

  /// Connects, proves its key and is registered.
  static func run<Value>(
    _ server: TestServer, _ memory: DeviceMemory, _ body: (RawDevice) async throws -> Value
  ) async throws -> Value {
    try await WireClient.run(port: server.port) { client in
      let device = RawDevice(client, memory)
      try await device.prove()
      #expect(try await device.welcome()?.state == .waiting)
      try await server.engine.register(memory.device)
      #expect(try await device.welcome()?.state == .registered)
      return try await body(device)
    }
  }

  func hello(_ change: (inout Hello) -> Void = { _ in }) throws -> Hello {
    var hello = try #require(memory.hello(nonce: [UInt8](repeating: 7, count: 32), at: 1_800_000_000))
    change(&hello)
    return hello
  }

  /// Hello and proof.
  func prove(_ change: (inout Hello) -> Void = { _ in }, sign: (inout [UInt8]) -> Void = { _ in }) async throws {
    let hello = try hello(change)
    try await client.send(.hello(hello))
    guard case .challenge(let challenge) = try await client.receive()?.message else { return }
    self.challenge = challenge
    var statement = ProofStatement.bytes(device: hello.device, challenge: challenge, helloNonce: hello.nonce)
    sign(&statement)
    let key = try #require(DeviceKey(seed: memory.keySeed))
    try await client.send(.proof(signature: key.sign(statement)))
  }

  /// The next welcome; nil if the connection ends instead.
  func welcome() async throws -> Welcome? {
    while let envelope = try await next() {
      if case .welcome(let welcome) = envelope.message { return welcome }
    }
    return nil
  }

  /// Sends entries and waits for the answer to them.
  func upload(_ entries: [LogEntry]) async throws -> Message? {
    lastRequest += 1
    let request = lastRequest
    try await client.send(.uploadLogs(UploadLogs(epoch: memory.epoch, entries: entries)), request: request)
    return try await answer(to: request)
  }

  /// Waits for what is said to a request of this device.
  func answer(to request: UInt64) async throws -> Message? {
    while let envelope = try await next() {
      if envelope.requestID == request || envelope.message.isGoodbye { return envelope.message }
    }
    return nil
  }

  /// Waits for a request of the server; the others are answered from the memory.
  func request(where isIt: (DeviceRequest) -> Bool) async throws -> UInt64 {
    while let envelope = try await client.receive() {
      guard case .request(let request) = envelope.message else { continue }
      if isIt(request) { return envelope.requestID }
      try await serve(request, envelope.requestID)
    }
    throw Ended()
  }

  struct Ended: Error {}

  /// The next message that is no request.
  private func next() async throws -> Envelope? {
    while let envelope = try await client.receive() {
      guard case .request(let request) = envelope.message else { return envelope }
      try await serve(request, envelope.requestID)
    }
    return nil
  }

  private func serve(_ request: DeviceRequest, _ id: UInt64) async throws {
    try await client.send(.answer(memory.serve(request, at: 1_800_000_000)), request: id)
  }
}

extension Message {
  fileprivate var isGoodbye: Bool { if case .goodbye = self { true } else { false } }
}
