import DeviceProtocol
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

struct DeviceConversationTests {
  private static let seed = [UInt8](0..<32)

  /// What the device says until the server looks for it in the database.
  private func introduce(_ conversation: DeviceConversation, _ place: HeldPlace, _ device: DeviceID) throws {
    let key = try #require(DeviceKey(seed: Self.seed))
    let hello = Hello(
      device: device, publicKey: key.publicKey, model: "Terminal", firmware: "1", epoch: 7, firstLogID: 0, lastLogID: 0,
      server: nil, highestRevision: 0, highestIncarnation: 0, userCount: 0, capabilities: .full, userCapacity: 1000,
      nonce: [UInt8](repeating: 0xD0, count: 32), time: 0)
    conversation.receive(Envelope(.hello(hello)))
    guard case .challenge(let challenge) = place.sent.last else { throw HeldPlace.Silent() }
    let statement = ProofStatement.bytes(device: device, challenge: challenge, helloNonce: hello.nonce)
    conversation.receive(Envelope(.proof(signature: key.sign(statement))))
  }

  @Test("SEC-1 a device that is registered between the look at it and the answer to it does not wait for ever")
  func registeredMeanwhile() throws {
    try EngineScene.run { engine in
      let device = try #require(DeviceID(1001))
      let place = HeldPlace(engine.store)
      let conversation = DeviceConversation(engine: engine)
      conversation.place = place
      try introduce(conversation, place, device)
      #expect(place.answers.count == 1)
      try engine.store.write { try $0.register(device, at: 1) }
      engine.registered(device, asReplacement: false)
      while !place.answers.isEmpty { place.answers.removeFirst()() }
      let states = place.sent.compactMap { if case .welcome(let welcome) = $0 { welcome.state } else { nil } }
      #expect(states == [.waiting, .registered])
      #expect(engine.isOnline(device))
      conversation.linkEnded()
    }
  }

  @Test("LOG-8 a silent device is looked at when its keep-alive is due, and more often while it owes an answer")
  func untilTick() throws {
    try EngineScene.run { engine in
      let device = try #require(DeviceID(1001))
      let place = HeldPlace(engine.store)
      let conversation = DeviceConversation(engine: engine)
      conversation.place = place
      try introduce(conversation, place, device)
      #expect(conversation.untilTick == .seconds(1))
      place.answers.removeFirst()()
      let keepAlive = engine.configuration.keepAlive
      #expect(conversation.untilTick == keepAlive / 2)
      try engine.store.write { try $0.register(device, at: 1) }
      engine.registered(device, asReplacement: false)
      while !place.answers.isEmpty { place.answers.removeFirst()() }
      // It was asked to set its clock.
      #expect(conversation.untilTick == keepAlive / 6)
      conversation.linkEnded()
    }
  }
}

/// A place whose answers come when the test wants them.
private final class HeldPlace: ConversationPlace {
  struct Silent: Error {}

  let store: Store
  var sent: [Message] = []
  var answers: [() -> Void] = []

  init(_ store: Store) { self.store = store }

  func send(_ envelope: Envelope) { sent.append(envelope.message) }

  func close() {}

  func commit(
    weight _: Int, _ job: @escaping Store.Job, then: @escaping ((any Error)?) -> Void,
    durable: @escaping @Sendable () -> Void
  ) {
    let result = Result { try store.write(job) }
    answers.append {
      if case .failure(let error) = result { then(error) } else { then(nil) }
    }
    if case .success = result { durable() }
  }

  func read<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @escaping (Result<Value, any Error>) -> Void
  ) {
    let result = Result { try store.read(body) }
    answers.append { then(result) }
  }

  func after(_: Int64, _: @escaping () -> Void) -> () -> Void { {} }

  func makeHandle(_ receive: @escaping (ConnectionHandle.Message) -> Void) -> ConnectionHandle {
    // Safe: a test runs on one thread.
    nonisolated(unsafe) let receive = receive
    return ConnectionHandle {
      $0()
    } receive: {
      receive($0)
    }
  }
}
