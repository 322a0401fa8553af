import DeviceProtocol
import LockstepCore
import LockstepTesting
import Testing

struct ServerSessionTests {
  private func session(at now: Duration = .zero) throws -> ServerSession {
    ServerSession(.init(challenge: try Samples.challenge(), logWindow: 2, logBatch: 3), at: now)
  }

  private func proof(_ seed: [UInt8] = Samples.seed, challenge: Challenge? = nil) throws -> Envelope {
    let statement = ProofStatement.bytes(
      device: try Samples.device(), challenge: try challenge ?? Samples.challenge(), helloNonce: Samples.deviceNonce)
    guard let key = DeviceKey(seed: seed) else { throw Samples.Missing() }
    return Envelope(.proof(signature: key.sign(statement)))
  }

  private func live(_ state: Welcome.State = .registered) throws -> ServerSession {
    var session = try session()
    #expect(session.receive(Envelope(.hello(try Samples.hello())), at: .zero).count == 1)
    #expect(session.receive(try proof(), at: .zero) == [.identify(try Samples.hello())])
    _ = session.welcome(Samples.welcome(state), at: .zero)
    return session
  }

  private func reason(_ actions: [ServerSession.Action]) -> Goodbye.Reason? {
    guard case .close(let goodbye) = actions.last else { return nil }
    return goodbye.reason
  }

  @Test("SEC-1 a device proves its key before anything else")
  func handshake() throws {
    var session = try session()
    #expect(
      session.receive(Envelope(.hello(try Samples.hello())), at: .zero)
        == [.send(Envelope(.challenge(try Samples.challenge())))])
    #expect(session.receive(try proof(), at: .zero) == [.identify(try Samples.hello())])
    #expect(session.welcome(Samples.welcome(), at: .zero) == [.send(Envelope(.welcome(Samples.welcome())))])
  }

  @Test("SEC-1 the signature of another key, or over another challenge, ends the session")
  func wrongProofs() throws {
    var other = try Samples.challenge()
    other.nonce = Samples.deviceNonce
    let proofs = [
      try proof([UInt8](repeating: 9, count: 32)), try proof(challenge: other),
      Envelope(.proof(signature: [UInt8](repeating: 0, count: 64))),
    ]
    for proof in proofs {
      var session = try session()
      _ = session.receive(Envelope(.hello(try Samples.hello())), at: .zero)
      #expect(reason(session.receive(proof, at: .zero)) == .proof)
      #expect(session.isClosed)
    }
  }

  @Test("SEC-4 messages that nobody asked for end the session once there are more of them than it may send")
  func chatter() throws {
    let ping = Envelope(requestID: 1, .ping)
    var session = try live()
    for _ in 0..<100 { #expect(reason(session.receive(ping, at: .zero)) == nil) }
    // Ten more a second.
    for _ in 0..<10 { #expect(reason(session.receive(ping, at: .seconds(1))) == nil) }
    #expect(reason(session.receive(ping, at: .seconds(1))) == .window)
    #expect(session.isClosed)
  }

  @Test("SEC-4 no version in common is said so", arguments: [(0, 0, true), (2, 4, true), (0, 3, false), (1, 1, false)])
  func versions(lowest: UInt32, highest: UInt32, isRefused: Bool) throws {
    var session = try session()
    let actions = session.receive(Envelope(.hello(try Samples.hello(versions: lowest...highest))), at: .zero)
    #expect((reason(actions) == .version) == isRefused)
  }

  enum Stage: CaseIterable, Sendable { case beforeHello, beforeProof, identifying, waiting, registered }

  private func session(_ stage: Stage) throws -> ServerSession {
    var session = try session()
    if stage == .beforeHello { return session }
    _ = session.receive(Envelope(.hello(try Samples.hello())), at: .zero)
    if stage == .beforeProof { return session }
    _ = session.receive(try proof(), at: .zero)
    if stage == .identifying { return session }
    _ = session.welcome(Samples.welcome(stage == .waiting ? .waiting : .registered), at: .zero)
    return session
  }

  @Test("SEC-4 a message that does not belong where it comes ends the session", arguments: Stage.allCases)
  func outOfOrder(stage: Stage) throws {
    let upload = Message.uploadLogs(UploadLogs(epoch: Samples.epoch, entries: [Samples.entry]))
    let proof = try proof().message
    let hello = Message.hello(try Samples.hello())
    let everywhere: [Message] = [
      .challenge(try Samples.challenge()), .welcome(Samples.welcome()), .logsStored(mark: 1),
      .request(.setTime(1)), .answer(.timeSet(before: 1)),
    ]
    let here: [Message] =
      switch stage {
      case .beforeHello: [proof, upload, .ping]
      case .beforeProof: [hello, upload, .pong]
      case .identifying: [hello, proof, upload]
      case .waiting: [hello, proof, upload]
      case .registered: [hello, proof]
      }
    for message in everywhere + here {
      var session = try session(stage)
      let actions = session.receive(Envelope(requestID: 1, message), at: .zero)
      #expect(reason(actions) == .outOfOrder, "\(stage)")
      #expect(session.receive(Envelope(.ping), at: .zero) == [])
    }
  }

  @Test("LOG-7 more unanswered uploads than the window end the session; an answer makes room")
  func window() throws {
    var session = try live()
    let upload = UploadLogs(epoch: Samples.epoch, entries: [Samples.entry])
    for request in 1...2 as ClosedRange<UInt64> {
      #expect(
        session.receive(Envelope(requestID: request, .uploadLogs(upload)), at: .zero)
          == [.store(upload, request: request)])
    }
    #expect(session.logsStored(request: 1, mark: 1) == [.send(Envelope(requestID: 1, .logsStored(mark: 1)))])
    #expect(reason(session.receive(Envelope(requestID: 3, .uploadLogs(upload)), at: .zero)) == nil)
    #expect(reason(session.receive(Envelope(requestID: 4, .uploadLogs(upload)), at: .zero)) == .window)
  }

  @Test("LOG-7 an upload of more entries than were allowed ends the session; as many as allowed do not")
  func batch() throws {
    var session = try live()
    let entries = (1...4).map { LogEntry(id: LogID($0), time: 1, code: .enrollSuccess, origin: .device, user: "17") }
    let most = UploadLogs(epoch: Samples.epoch, entries: Array(entries.prefix(3)))
    #expect(
      session.receive(Envelope(requestID: 1, .uploadLogs(most)), at: .zero) == [.store(most, request: 1)])
    let tooMany = UploadLogs(epoch: Samples.epoch, entries: entries)
    #expect(reason(session.receive(Envelope(requestID: 2, .uploadLogs(tooMany)), at: .zero)) == .window)
  }

  @Test("LOG-4 logs of another epoch than the hello's are refused, and the session goes on")
  func epoch() throws {
    var session = try live()
    let actions = session.receive(Envelope(requestID: 5, .uploadLogs(UploadLogs(epoch: 1, entries: []))), at: .zero)
    guard case .send(let envelope) = actions.first, case .answer(.refusal(let refusal)) = envelope.message else {
      Issue.record("no refusal")
      return
    }
    #expect(envelope.requestID == 5 && refusal.reason == .epoch && !session.isClosed)
  }

  @Test("PULL-3 an answer must have the form of what was asked, for just the users that were named")
  func answers() throws {
    let (first, second) = (try UserID("1"), try UserID("2"))
    let unknown = { (user: UserID) in UserOnDevice(user: user, .unknown) }
    let wrong: [(DeviceRequest, DeviceAnswer)] = [
      (.readUsers([first]), .users(log: 1, [unknown(second)])),
      (.readUsers([first, second]), .users(log: 1, [unknown(second), unknown(first)])),
      (.readUsers([first]), .users(log: 1, [])), (.readUsers([first]), .timeSet(before: 1)),
      (.writeUsers(try Samples.writeUsers()), .writeResults([UserResult(user: first, .done)])),
      (.deleteUsers(DeleteUsers(epoch: 1, mark: 1, users: [first])), .deleteResults([UserResult(user: second, .done)])),
      (.setTime(1), .logs(LogPage(epoch: 1, firstLogID: 0, entries: []))),
    ]
    for (request, answer) in wrong {
      var session = try live()
      let (id, _) = session.ask(request)
      #expect(reason(session.receive(Envelope(requestID: id, .answer(answer)), at: .zero)) == .outOfOrder)
    }
    var session = try live()
    let (id, actions) = session.ask(.readUsers([first]))
    #expect(actions == [.send(Envelope(requestID: id, .request(.readUsers([first]))))])
    let answer = DeviceAnswer.users(log: 1, [unknown(first)])
    #expect(
      session.receive(Envelope(requestID: id, .answer(answer)), at: .zero) == [.answered(request: id, answer)])
    #expect(reason(session.receive(Envelope(requestID: id, .answer(answer)), at: .zero)) == .outOfOrder)
  }

  @Test("PULL-3 answers may overtake each other")
  func overtaking() throws {
    var session = try live()
    let (first, _) = session.ask(.setTime(1))
    let (second, _) = session.ask(.setTime(2))
    for id in [second, first] {
      #expect(
        session.receive(Envelope(requestID: id, .answer(.timeSet(before: 0))), at: .zero)
          == [.answered(request: id, .timeSet(before: 0))])
    }
  }

  @Test("LOG-8 silence: a ping after one interval, the end after two, and a limit for the handshake")
  func silence() throws {
    var early = try session()
    #expect(early.quiet(at: .zero) == nil)
    #expect(early.tick(at: .seconds(9)) == [])
    #expect(reason(early.tick(at: .seconds(10))) == .silent)
    var session = try live()
    #expect(session.tick(at: .seconds(29)) == [])
    #expect(session.quiet(at: .seconds(29)) == .seconds(1))
    #expect(session.tick(at: .seconds(30)) == [.send(Envelope(requestID: 1, .ping))])
    #expect(session.quiet(at: .seconds(30)) == .seconds(30))
    #expect(session.tick(at: .seconds(45)) == [])
    #expect(session.receive(Envelope(requestID: 1, .pong), at: .seconds(46)) == [])
    #expect(session.tick(at: .seconds(75)) == [])
    #expect(reason(session.tick(at: .seconds(106))) == .silent)
    #expect(session.quiet(at: .seconds(106)) == nil)
  }

  @Test("SEC-4 bytes that are no message end the session once")
  func malformed() throws {
    var session = try live()
    #expect(reason(session.receive(MessageError("not an envelope"))) == .malformed)
    #expect(session.receive(MessageError("again")) == [])
    #expect(session.ask(.setTime(1)).actions == [])
  }

  @Test("SEC-7 the last frame is a goodbye with its reason")
  func goodbye() throws {
    var session = try live()
    let goodbye = Goodbye(.newerSession, "the device connected again")
    #expect(session.close(goodbye) == [.send(Envelope(.goodbye(goodbye))), .close(goodbye)])
    var other = try live()
    #expect(other.receive(Envelope(.goodbye(goodbye)), at: .zero) == [.close(goodbye)])
    #expect(other.isClosed)
  }
}
