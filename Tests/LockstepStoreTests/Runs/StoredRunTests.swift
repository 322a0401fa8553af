import GRDB
import LockstepCore
import Testing

@testable import LockstepStore

@Suite("Applying a people file", .timeLimit(.minutes(1)))
struct StoredRunTests {
  private let head = FileScene.header

  @Test(
    "AUTO-2 AUTO-4 people are added with their mobile credential and invited, changed ones updated, missing ones deleted and told"
  )
  func loop() throws {
    var settings = ProjectSettings(name: "North")
    try FileScene.run { scene in
      let group = try scene.store.write { store in
        let group = try store.addAccessGroup(named: "Staff")
        _ = try store.changeProject(scene.project.id, source: .operator("test"), at: 1) { $0.accessGroups = [group] }
        return group
      }
      let first = try scene.run(
        head + "Ada,Quill,ada@a.example,0042,s1\nBo,Lind,bo@a.example,43,s2\nCleo,Marsh,cleo@a.example,44,s3\n")
      #expect(first.outcome == .done)
      #expect((first.counts.rows, first.counts.added) == (3, 3))
      #expect(try scene.users() == ["Ada Quill: 42/", "Bo Lind: 43/", "Cleo Marsh: 44/"])
      let ada = try scene.person("Ada Quill")
      let user = try scene.store.read { try $0.existingUser(ada.user) }
      #expect(user.record.rights.accessGroups == [group])
      #expect(user.details.email == "ada@a.example")
      #expect(ada.id == "0042" && ada.status == .invitationWaiting)
      #expect(Int64(ada.user.text) ?? 0 >= 1_000_000_000)
      try scene.handOver()
      #expect(try scene.person("Ada Quill").status == .invitationSent)
      let second = try scene.run(
        head + "Ada,Quill,ada@b.example,0042,s1\nBo,Lindgren,bo@a.example,43,s2\nDan,Frost,dan@a.example,45,s4\n")
      #expect((second.counts.added, second.counts.updated, second.counts.deleted) == (1, 2, 1))
      #expect(try scene.users() == ["Ada Quill: 42/", "Bo Lindgren: 43/", "Dan Frost: 45/"])
      #expect(
        try scene.mails().dropFirst(3) == [
          "user-deleted cleo@a.example waiting", "invitation ada@b.example waiting", "invitation dan@a.example waiting",
        ])
      // Another address before the phone is active: the first link works no more.
      #expect(try scene.person("Ada Quill").status == .invitationWaiting)
    }
    settings.invitations = .whenReleased
    try FileScene.run(settings) { scene in
      try scene.run(head + "Ada,Quill,ada@a.example,42,s1\nBo,Lind,bo@a.example,43,s2\n")
      #expect(try scene.mails().isEmpty)
      #expect(try scene.people().allSatisfy { $0.status == .notInvited })
      #expect(try scene.store.write { try $0.releaseInvitations(ofProject: scene.project.id, at: 5) } == 2)
      #expect(try scene.mails() == ["invitation ada@a.example waiting", "invitation bo@a.example waiting"])
    }
  }

  @Test("SEC-5 AUTO-8 nobody makes another file the same one by writing its digest into the history")
  func plantedDigest() throws {
    try FileScene.run { scene in
      let (first, second) = (head + "Ada,Quill,a@a.example,1,s1\n", head + "Ada,Quill,a@a.example,2,s1\n")
      try scene.run(first)
      let run = try scene.run(second)
      #expect(try scene.run(second).outcome == .noChange)
      let digest = scene.store.digest.of(Array(first.utf8)).bigEndianBytes
      // That of the earlier run, sealed; and the digest itself.
      for value in ["(SELECT digest FROM runs ORDER BY id LIMIT 1)", "x'\((digest + digest).hexadecimal)'"] {
        try scene.store.write { try $0.db.execute(sql: "UPDATE runs SET digest = \(value) WHERE id >= \(run.id)") }
        #expect(throws: StoreError.self) { try scene.run(first) }
        #expect(try scene.users() == ["Ada Quill: 2/"])
      }
    }
  }

  @Test("AUTO-5 IDs change hands within a file, in a ring too")
  func ring() throws {
    try FileScene.run { scene in
      try scene.run(head + "Ada,Quill,a@a.example,1,s1\nBo,Lind,b@a.example,2,s2\nCleo,Marsh,c@a.example,3,s3\n")
      let run = try scene.run(
        head + "Ada,Quill,b@a.example,2,s1\nBo,Lind,c@a.example,3,s2\nCleo,Marsh,a@a.example,1,s3\n")
      #expect(run.outcome == .done && run.counts.updated == 3)
      #expect(try scene.users() == ["Ada Quill: 2/", "Bo Lind: 3/", "Cleo Marsh: 1/"])
    }
  }

  @Test("AUTO-8 SEC-8 the same file does what it could not do before to somebody who is protected no longer")
  func noLongerProtected() throws {
    try FileScene.run { scene in
      try scene.run(FileScene.crowd(0..<20))
      let user = try scene.person("Vera3 Holm").user
      func protect(_ isProtected: Bool) throws {
        try scene.store.write {
          _ = try $0.changeUser(user, source: .operator("test"), at: 1500) { $0.isProtected = isProtected }
        }
      }
      try protect(true)
      let file = FileScene.crowd(0..<20).replacing("Vera3,Holm,v3@a.example,5003,s3\n", with: "")
      let kept = try scene.run(file, at: 2000)
      #expect(kept.outcome == .done && kept.counts.kept == 1 && kept.counts.deleted == 0)
      #expect(try scene.run(file, at: 3000).outcome == .noChange)
      try protect(false)
      let done = try scene.run(file, at: 4000)
      #expect(done.outcome == .done && done.counts.deleted == 1)
    }
  }

  @Test("AUTO-8 the same file again, with nobody changed since, is one history row and nothing else")
  func same() throws {
    try FileScene.run { scene in
      let text = FileScene.crowd(0..<20)
      try scene.run(text)
      let head = try scene.store.read { try $0.head() }
      let mails = try scene.mails()
      let again = try scene.run(text, at: 2000)
      #expect(again.outcome == .noChange && again.counts.unchanged == 20)
      #expect(try scene.store.read { try $0.head() } == head)
      #expect(try scene.mails() == mails)
      #expect(try scene.store.read { try $0.runs(ofProject: scene.project.id, limit: 10) }.count == 2)
      // Somebody was deleted by an operator: the file brings them again.
      let gone = try scene.person("Vera3 Holm").user
      try scene.store.write { try $0.deleteUser(gone, at: 3000) }
      let third = try scene.run(text, at: 4000)
      #expect(third.outcome == .done && third.counts.added == 1)
    }
  }

  @Test(
    "AUTO-5 a file with errors changes nothing, and its errors are told once, until they change or a day has passed")
  func errors() throws {
    try FileScene.run { scene in
      try scene.run(FileScene.crowd(0..<3))
      let mails = try scene.mails().count
      let bad = FileScene.crowd(0..<2) + "Eve,Stone,nobody,x,s9\n"
      let run = try scene.run(bad, at: 10_000)
      #expect(run.outcome == .refused && run.counts.errors == 2)
      #expect(try scene.people().count == 3)
      #expect(try scene.mails().dropFirst(mails) == ["file-errors nora@a.example waiting"])
      let rows = try scene.store.read { try $0.runRows(run.id, limit: 10) }
      #expect(rows.map(\.user) == ["E-mail address", "ID"] && rows.map(\.line) == [4, 4])
      try scene.run(bad, at: 20_000)
      #expect(try scene.mails().count == mails + 1)
      try scene.run(bad + "Fay,Reed,nobody,7,s8\n", at: 30_000)
      #expect(try scene.mails().count == mails + 2)
      try scene.run(bad + "Fay,Reed,nobody,7,s8\n", at: 30_000 + 86_400_000)
      #expect(try scene.mails().count == mails + 3)
      try scene.run(FileScene.crowd(0..<4), at: 90_000_000_000)
      #expect(try scene.mails().contains("restored nora@a.example waiting"))
    }
  }

  @Test(
    "AUTO-6 no person, no line end where there was one, 4 columns where there were 5: refused, and nobody is deleted")
  func cutOff() throws {
    try FileScene.run { scene in
      let text = FileScene.crowd(0..<10)
      try scene.run(text)
      for bad in ["", head, String(text.dropLast()), "Ada,Quill,ada@a.example,42\n"] {
        let run = try scene.run(bad)
        #expect(run.outcome == .refused, "\(bad.suffix(30))")
      }
      #expect(try scene.people().count == 10)
    }
  }

  @Test("AUTO-15 a row with the card of a user becomes that user, and lets go of it again")
  func linked() throws {
    try FileScene.run { scene in
      let record = UserRecord(
        id: try UserID("7"), name: "Solberg Mira", cards: [Card(kind: .csn, number: try CardNumber(text: "12345"))])
      try scene.store.write { _ = try $0.addUser(record, source: .operator("test"), at: 1) }
      let others = "Ada,Quill,ada@a.example,42,s1\nBo,Lind,bo@a.example,43,s2\n"
      let run = try scene.run(head + others + "Mira,Solberg,m@a.example,12345,s3\n")
      #expect((run.counts.added, run.counts.linked) == (2, 1))
      #expect(try scene.users().last == "Mira Solberg: 12345/12345")
      let mira = try scene.person("Mira Solberg")
      #expect(mira.isLinked && mira.user.text == "7")
      try scene.handOver()
      let next = try scene.run(head + others.replacing("Lind,", with: "Lund,"))
      #expect((next.counts.unlinked, next.counts.updated) == (1, 1))
      #expect(try scene.users().last == "Mira Solberg: /12345")
      #expect(try scene.people().count == 2)
      #expect(try scene.mails().last == "invitation-withdrawn m@a.example waiting")
    }
  }

  @Test("AUTO-4 what the file owns is read-only elsewhere; other fields are not")
  func owned() throws {
    try FileScene.run { scene in
      try scene.run(head + "Ada,Quill,ada@a.example,42,s1\n")
      let ada = try scene.person("Ada Quill").user
      func change(_ change: @escaping @Sendable (inout ServerUser) throws -> Void) throws {
        try scene.store.write { _ = try $0.changeUser(ada, source: .operator("test"), at: 2, change) }
      }
      #expect(throws: StoreError.self) { try change { $0.record.name = "Ada Q." } }
      #expect(throws: StoreError.self) { try change { $0.details.email = "x@a.example" } }
      #expect(throws: StoreError.self) { try change { $0.record.setCards([]) } }
      try change { user in
        user.details.department = "Ward 3"
        user.record.setCards(user.record.cards + [Card(kind: .csn, number: try CardNumber(text: "99"))])
      }
      #expect(try scene.users() == ["Ada Quill: 42/99"])
    }
  }
}
