import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

@Suite("The outbox")
struct MailOutboxTests {
  private let day: Int64 = 86_400_000

  private func run(_ body: (StoreScene) throws -> Void) throws { try StoreScene.run(body) }

  private func post(_ scene: StoreScene, _ item: MailItem, to recipients: [String], at now: Int64 = 1) throws {
    _ = try scene.store.write { try $0.post(item, to: recipients, at: now) }
  }

  private func mails(_ scene: StoreScene, _ query: MailQuery = MailQuery(limit: 100)) throws -> [StoredMail] {
    try scene.store.read { try $0.mails(query) }
  }

  private func due(_ scene: StoreScene, at now: Int64, without: Set<Int64> = []) throws -> [Int64] {
    try scene.store.read { try $0.dueMail(at: now, without: without, limit: 100) }.map(\.id)
  }

  @Test("AUTO-13 each recipient has a mail of their own, and one only")
  func recipients() throws {
    try run { scene in
      let content: [String: MailValue] = [
        "name": "Ada Quill", "errors": .rows([["line": "3", "reason": "no @"], ["line": "4"]]),
      ]
      try post(
        scene, MailItem(.fileErrors, user: try UserID("17"), language: "de", content: content),
        to: ["ada@example.com", "", "bruno@example.com", "ADA@example.com"])
      let kept = try mails(scene)
      #expect(kept.map(\.recipient) == ["bruno@example.com", "ada@example.com"])
      #expect(kept.allSatisfy { $0.content == content && $0.state == .waiting && $0.language == "de" })
      #expect(kept.map(\.user) == ["17", "17"])
      #expect(try due(scene, at: 1) == [1, 2])
      #expect(try due(scene, at: 0) == [])
    }
  }

  @Test("AUTO-13 what did not take place tells nobody: the mail is undone with the change")
  func undone() throws {
    try run { scene in
      #expect(throws: StoreError.self) {
        try scene.store.write { transaction in
          try transaction.post(MailItem(.userDeleted), to: ["ada@example.com"], at: 1)
          throw StoreError.unknown("user")
        }
      }
      let kept = try mails(scene)
      #expect(kept.isEmpty)
    }
  }

  @Test("AUTO-13 a mail waits for its time, and is left out while it is handed over")
  func due() throws {
    try run { scene in
      try post(scene, MailItem(.test), to: ["a@example.com", "b@example.com"])
      try scene.store.write { try $0.record(.later(notBefore: 500, reason: "451 busy"), ofMail: 1, at: 10) }
      #expect(try due(scene, at: 499) == [2])
      #expect(try due(scene, at: 500, without: [2]) == [1])
      #expect(try scene.store.read { try $0.nextMailTime(without: [2]) } == 500)
      #expect(try scene.store.read { try $0.nextMailTime() } == 1)
      let mail = try scene.store.read { try $0.mail(1) }
      #expect(mail.attempts == 1 && mail.triedSince == 10 && mail.answer == "451 busy")
    }
  }

  @Test("AUTO-13 outcomes are kept; what was sent or withdrawn keeps no content, what was refused can be tried again")
  func outcomes() throws {
    try run { scene in
      try post(scene, MailItem(.test, content: ["name": "Ada"]), to: ["a@b", "b@b", "c@b", "d@b"])
      try scene.store.write { transaction in
        try transaction.record(.sent(answer: "250 ok"), ofMail: 1, at: 5)
        try transaction.record(.refused(reason: "550 no such user"), ofMail: 2, at: 6)
        try transaction.record(.withdrawn, ofMail: 3, at: 7)
      }
      let kept = try mails(scene).reversed()
      #expect(kept.map(\.state) == [.sent, .refused, .withdrawn, .waiting])
      #expect(kept.map(\.content.isEmpty) == [true, false, true, false])
      #expect(kept.map(\.endedAt) == [5, 6, 7, nil])
      #expect(try due(scene, at: 100) == [4])
      try scene.store.write { try $0.retryMail(2, at: 50) }
      #expect(try due(scene, at: 100) == [4, 2])
      #expect(try scene.store.read { try $0.mail(2) }.triedSince == nil)
      for ended: Int64 in [1, 3] {
        #expect(throws: StoreError.self) { try scene.store.write { try $0.retryMail(ended, at: 50) } }
      }
      #expect(throws: StoreError.unknown("mail 99")) { try scene.store.write { try $0.retryMail(99, at: 50) } }
    }
  }

  @Test("AUTO-13 trying all again takes those that were refused and those that wait for a later try")
  func retryAll() throws {
    try run { scene in
      try post(scene, MailItem(.test), to: ["a@b", "b@b", "c@b"])
      try scene.store.write { transaction in
        try transaction.record(.refused(reason: "550"), ofMail: 1, at: 6)
        try transaction.record(.later(notBefore: 900, reason: "451"), ofMail: 2, at: 7)
        try transaction.record(.sent(answer: "250"), ofMail: 3, at: 7)
      }
      #expect(try scene.store.write { try $0.retryAllMail(at: 8) } == 2)
      #expect(try due(scene, at: 8) == [1, 2])
    }
  }

  @Test("AUTO-13 an invitation that holds no more is withdrawn; other mails to that user go on")
  func withdraw() throws {
    try run { scene in
      let (ada, bruno) = (try UserID("17"), try UserID("18"))
      try post(scene, MailItem(.invitation, user: ada), to: ["ada@b"])
      try post(scene, MailItem(.userDeleted, user: ada), to: ["ada@b"])
      try post(scene, MailItem(.invitation, user: bruno), to: ["bruno@b"])
      #expect(try scene.store.write { try $0.withdrawMail(ofUser: ada, at: 9) } == 1)
      #expect(try mails(scene, MailQuery(state: .withdrawn, limit: 10)).map(\.id) == [1])
      #expect(try due(scene, at: 9) == [2, 3])
      // It was on its way already: what happened is kept.
      try scene.store.write { try $0.record(.sent(answer: "250"), ofMail: 1, at: 10) }
      #expect(try scene.store.read { try $0.mail(1) }.state == .sent)
      try scene.store.write { try $0.record(.later(notBefore: 1, reason: "x"), ofMail: 1, at: 10) }
      #expect(try scene.store.read { try $0.mail(1) }.state == .sent)
    }
  }

  @Test("the list is filtered and paged, newest first; counts stop at a limit")
  func list() throws {
    try run { scene in
      try post(scene, MailItem(.invitation, user: try UserID("17")), to: (1...5).map { "a\($0)@b" })
      try post(scene, MailItem(.userDeleted), to: ["z@b"])
      #expect(try mails(scene, MailQuery(limit: 2)).map(\.id) == [6, 5])
      #expect(try mails(scene, MailQuery(before: 5, limit: 2)).map(\.id) == [4, 3])
      #expect(try mails(scene, MailQuery(kind: .userDeleted, limit: 9)).map(\.id) == [6])
      #expect(try mails(scene, MailQuery(state: .waiting, user: try UserID("17"), limit: 9)).count == 5)
      #expect(try scene.store.read { try $0.mailCount(.waiting, upTo: 4) } == CappedCount(4, isMore: true))
      #expect(try scene.store.read { try $0.mailCount(.refused) } == CappedCount(0))
    }
  }

  @Test("mails that ended are listed for 30 days; waiting ones stay")
  func retention() throws {
    try run { scene in
      try post(scene, MailItem(.test), to: ["a@b", "b@b"])
      try scene.store.write { try $0.record(.refused(reason: "550"), ofMail: 1, at: 5) }
      _ = try scene.store.write { try $0.tidy(online: [], at: 30 * day + 5) }
      #expect(try mails(scene).map(\.id) == [2, 1])
      _ = try scene.store.write { try $0.tidy(online: [], at: 30 * day + 6) }
      #expect(try mails(scene).map(\.id) == [2])
    }
  }
}
