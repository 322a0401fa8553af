import DeviceProtocol
import LockstepCore
import LockstepTesting
import Testing

/// What the owner's calls and the clock do beside the usual order.
struct ServerSessionCallTests {
  private func identifying(publicKey: [UInt8]? = nil) throws -> (
    session: ServerSession, actions: [ServerSession.Action]
  ) {
    var session = ServerSession(.init(challenge: try Samples.challenge(), logWindow: 2), at: .zero)
    var hello = try Samples.hello()
    if let publicKey { hello.publicKey = publicKey }
    _ = session.receive(Envelope(.hello(hello)), at: .zero)
    let statement = ProofStatement.bytes(
      device: hello.device, challenge: try Samples.challenge(), helloNonce: hello.nonce)
    let proof = Envelope(.proof(signature: try Samples.key().sign(statement)))
    let actions = session.receive(proof, at: .zero)
    return (session, actions)
  }

  private func welcomed(_ state: Welcome.State = .registered) throws -> ServerSession {
    var session = try identifying().session
    _ = session.welcome(Samples.welcome(state), at: .zero)
    return session
  }

  private let upload = UploadLogs(epoch: Samples.epoch, entries: [Samples.entry])

  @Test("SEC-1 bytes that are no key prove nothing", arguments: [0, 31, 33])
  func noKey(count: Int) throws {
    let actions = try identifying(publicKey: [UInt8](repeating: 7, count: count)).actions
    guard case .close(let goodbye) = actions.last else {
      Issue.record("the session goes on: \(actions)")
      return
    }
    #expect(goodbye.reason == .proof)
  }

  @Test("SEC-1 a device may ping while the server looks who it is, and is not ended for its silence")
  func ping() throws {
    var session = try identifying().session
    #expect(session.receive(Envelope(requestID: 3, .ping), at: .zero) == [.send(Envelope(requestID: 3, .pong))])
    #expect(session.tick(at: .seconds(600)) == [])
    #expect(!session.isClosed)
  }

  @Test("SEC-1 a waiting device may upload once another welcome says that it is registered")
  func registered() throws {
    var session = try welcomed(.waiting)
    #expect(session.welcome(Samples.welcome(), at: .zero) == [.send(Envelope(.welcome(Samples.welcome())))])
    #expect(
      session.receive(Envelope(requestID: 1, .uploadLogs(upload)), at: .zero) == [.store(upload, request: 1)])
  }

  @Test("LOG-8 a registered device may ping at any time, and is heard by it")
  func pinged() throws {
    var session = try welcomed()
    #expect(
      session.receive(Envelope(requestID: 8, .ping), at: .seconds(25)) == [.send(Envelope(requestID: 8, .pong))])
    #expect(session.tick(at: .seconds(54)) == [])
  }

  @Test("PULL-3 a refusal answers whatever was asked")
  func refusal() throws {
    let refusal = DeviceAnswer.refusal(Refusal(.unsupported, "no such thing"))
    for request in [DeviceRequest.setTime(1), .readUsers([try UserID("17")]), .writeUsers(try Samples.writeUsers())] {
      var session = try welcomed()
      let (id, _) = session.ask(request)
      #expect(
        session.receive(Envelope(requestID: id, .answer(refusal)), at: .zero)
          == [.answered(request: id, refusal)])
    }
  }

  @Test("LOG-7 a refused upload makes room as a stored one does")
  func refused() throws {
    var session = try welcomed()
    for request in 1...2 as ClosedRange<UInt64> {
      _ = session.receive(Envelope(requestID: request, .uploadLogs(upload)), at: .zero)
    }
    let refusal = Refusal(.tryAgain, "the disk is full")
    #expect(
      session.refuse(request: 2, refusal) == [.send(Envelope(requestID: 2, .answer(.refusal(refusal))))])
    #expect(
      session.receive(Envelope(requestID: 3, .uploadLogs(upload)), at: .zero) == [.store(upload, request: 3)])
  }

  @Test("SEC-7 what comes too late for a session that has ended does nothing")
  func ended() throws {
    var session = try welcomed()
    _ = session.receive(Envelope(requestID: 1, .uploadLogs(upload)), at: .zero)
    _ = session.close(Goodbye(.newerSession))
    #expect(session.welcome(Samples.welcome(), at: .zero) == [])
    #expect(session.logsStored(request: 1, mark: 1) == [])
    #expect(session.refuse(request: 1, Refusal(.tryAgain)) == [])
    #expect(session.ask(.setTime(1)).actions == [])
    #expect(session.tick(at: .seconds(600)) == [])
    #expect(session.close(Goodbye(.shutdown)) == [])
  }
}
