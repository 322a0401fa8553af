import DeviceProtocol
import LockstepCore
import LockstepTesting
import Testing

struct DeviceSessionTests {
  enum Stage: CaseIterable, Sendable { case beforeChallenge, signing, beforeWelcome, waiting, registered }

  private func session(_ stage: Stage) throws -> DeviceSession {
    var session = DeviceSession(try Samples.hello())
    if stage == .beforeChallenge { return session }
    _ = session.receive(Envelope(.challenge(try Samples.challenge())), at: .zero)
    if stage == .signing { return session }
    _ = session.prove(signature: [UInt8](repeating: 1, count: 64))
    if stage == .beforeWelcome { return session }
    _ = session.receive(Envelope(.welcome(Samples.welcome(stage == .waiting ? .waiting : .registered))), at: .zero)
    return session
  }

  private func reason(_ actions: [DeviceSession.Action]) -> Goodbye.Reason? {
    guard case .close(let goodbye) = actions.last else { return nil }
    return goodbye.reason
  }

  @Test("SEC-1 hello, challenge, proof, welcome; the check code is that of key and authority")
  func handshake() throws {
    var session = DeviceSession(try Samples.hello())
    #expect(session.opening == [.send(Envelope(.hello(try Samples.hello())))])
    let actions = session.receive(Envelope(.challenge(try Samples.challenge())), at: .zero)
    let statement = ProofStatement.bytes(
      device: try Samples.device(), challenge: try Samples.challenge(), helloNonce: Samples.deviceNonce)
    let code = CheckCode.of(publicKey: try Samples.key().publicKey, authorityFingerprint: Samples.authority)
    #expect(actions == [.sign(statement, checkCode: code)])
    #expect(code.count == 8 && code.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
    #expect(statement.count == 17 + 1 + 4 + 32 + 32 + 16 + 32)
    #expect(session.prove(signature: [1]) == [.send(Envelope(.proof(signature: [1])))])
    #expect(
      session.receive(Envelope(.welcome(Samples.welcome())), at: .zero) == [.welcomed(Samples.welcome())])
    #expect(session.freeUploads == 2 && session.uploadLimit == 100)
  }

  @Test("SEC-1 a challenge must name the authority that the connection has shown; else nothing is signed")
  func shownAuthority() throws {
    var between = DeviceSession(try Samples.hello())
    between.shownAuthority = [UInt8](repeating: 9, count: 32)
    let actions = between.receive(Envelope(.challenge(try Samples.challenge())), at: .zero)
    #expect(reason(actions) == .proof)
    #expect(!actions.contains { if case .sign = $0 { true } else { false } })
    var direct = DeviceSession(try Samples.hello())
    direct.shownAuthority = Samples.authority
    #expect(reason(direct.receive(Envelope(.challenge(try Samples.challenge())), at: .zero)) == nil)
  }

  @Test("SEC-4 a message that does not belong where it comes ends the session", arguments: Stage.allCases)
  func outOfOrder(stage: Stage) throws {
    let welcome = Message.welcome(Samples.welcome())
    let challenge = Message.challenge(try Samples.challenge())
    let request = Message.request(.setTime(1))
    let everywhere: [Message] = [
      .hello(try Samples.hello()), .proof(signature: [UInt8](repeating: 1, count: 64)), .answer(.timeSet(before: 1)),
      .uploadLogs(UploadLogs(epoch: 1, entries: [])), .logsStored(mark: 1), .answer(.refusal(Refusal(.limit))),
    ]
    let here: [Message] =
      switch stage {
      case .beforeChallenge: [welcome, request, .ping]
      case .signing, .beforeWelcome: [challenge, request, .pong] + (stage == .signing ? [welcome] : [])
      case .waiting: [challenge, request]
      case .registered: [challenge]
      }
    for message in everywhere + here {
      var session = try session(stage)
      #expect(reason(session.receive(Envelope(requestID: 1, message), at: .zero)) == .outOfOrder, "\(stage)")
      #expect(session.isClosed)
    }
  }

  @Test("SEC-1 a waiting device may only ping, until another welcome")
  func waiting() throws {
    var session = try session(.waiting)
    #expect(session.freeUploads == 0)
    #expect(
      session.receive(Envelope(requestID: 4, .ping), at: .zero) == [.send(Envelope(requestID: 4, .pong))])
    _ = session.receive(Envelope(.welcome(Samples.welcome())), at: .zero)
    #expect(session.freeUploads == 2)
  }

  @Test("LOG-7 the window closes with each upload and opens with each answer")
  func window() throws {
    var session = try session(.registered)
    let upload = { (request: UInt64) -> [DeviceSession.Action] in
      let logs = UploadLogs(epoch: Samples.epoch, entries: [Samples.entry])
      return [.send(Envelope(requestID: request, .uploadLogs(logs)))]
    }
    #expect(session.upload([Samples.entry]) == upload(1))
    #expect(session.upload([Samples.entry]) == upload(2))
    #expect(session.freeUploads == 0)
    #expect(session.receive(Envelope(requestID: 2, .logsStored(mark: 1)), at: .zero) == [.stored(mark: 1)])
    #expect(session.freeUploads == 1)
    let refusal = Refusal(.tryAgain)
    #expect(session.receive(Envelope(requestID: 1, .answer(.refusal(refusal))), at: .zero) == [.refused(refusal)])
    #expect(session.freeUploads == 2)
    #expect(reason(session.receive(Envelope(requestID: 1, .logsStored(mark: 1)), at: .zero)) == .outOfOrder)
  }

  @Test("PULL-3 a request is answered with its number")
  func serves() throws {
    var session = try session(.registered)
    #expect(
      session.receive(Envelope(requestID: 6, .request(.setTime(1))), at: .zero) == [.serve(.setTime(1), request: 6)])
    #expect(
      session.answer(request: 6, .timeSet(before: 0)) == [.send(Envelope(requestID: 6, .answer(.timeSet(before: 0))))])
  }

  @Test("SEC-4 a version that the device does not speak ends the session")
  func version() throws {
    var session = DeviceSession(try Samples.hello())
    #expect(
      reason(session.receive(Envelope(.challenge(try Samples.challenge(version: 2))), at: .zero)) == .version)
  }

  @Test("LOG-8 silence: a ping after one interval of the welcome, the end after two")
  func silence() throws {
    var session = try session(.registered)
    #expect(session.tick(at: .seconds(29)) == [])
    #expect(session.tick(at: .seconds(30)) == [.send(Envelope(requestID: 1, .ping))])
    #expect(session.receive(Envelope(requestID: 1, .pong), at: .seconds(31)) == [])
    #expect(session.tick(at: .seconds(60)) == [])
    #expect(session.tick(at: .seconds(61)) == [.send(Envelope(requestID: 2, .ping))])
    #expect(reason(session.tick(at: .seconds(91))) == .silent)
    #expect(session.tick(at: .seconds(120)) == [])
  }

  @Test(
    "SEC-1 before the welcome nothing may be uploaded, nothing is proved that was not asked for, and silence is no end")
  func early() throws {
    var session = try session(.beforeChallenge)
    #expect(session.freeUploads == 0 && session.uploadLimit == 0)
    #expect(session.prove(signature: [1]) == [])
    #expect(session.tick(at: .seconds(600)) == [])
    #expect(!session.isClosed)
  }

  @Test("SEC-4 bytes that are no message end the session, and the server is told why")
  func malformed() throws {
    var session = try session(.registered)
    #expect(reason(session.receive(MessageError("not an envelope"))) == .malformed)
    #expect(session.receive(Envelope(.ping), at: .zero) == [])
  }

  @Test("SEC-4 a goodbye is the end: nothing is sent after it")
  func goodbye() throws {
    var session = try session(.registered)
    let goodbye = Goodbye(.shutdown, "the server stops")
    #expect(session.receive(Envelope(.goodbye(goodbye)), at: .zero) == [.close(goodbye)])
    #expect(session.answer(request: 1, .timeSet(before: 0)) == [])
    #expect(session.receive(MessageError("late")) == [])
    #expect(session.close(Goodbye(.shutdown)) == [])
  }
}
