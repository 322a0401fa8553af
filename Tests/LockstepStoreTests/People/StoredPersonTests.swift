import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@Suite("Invitations and phones", .timeLimit(.minutes(1)))
struct StoredPersonTests {
  private let file = FileScene.header + "Ada,Quill,ada@a.example,42,s1\n"
  private let phone = Array(repeating: UInt8(200), count: 32)

  private func link(_ scene: FileScene) throws -> [UInt8] {
    let mail = try #require(try scene.store.read { try $0.mails(MailQuery(kind: .invitation, limit: 1)) }.first)
    try scene.handOver()
    return Array(repeating: UInt8(mail.id), count: 32)
  }

  @Test("AUTO-12 a link works once, for seven days from its hand-over, and opening it changes nothing")
  func once() throws {
    try FileScene.run { scene in
      try scene.run(file)
      let link = try link(scene)
      let late = 1500 + WriteTransaction.invitationLife
      #expect(try scene.store.read { try $0.person(byLink: link, isPhone: false, at: late) } == nil)
      #expect(try scene.store.read { try $0.person(byLink: link, isPhone: false, at: late - 1) } != nil)
      #expect(try scene.person("Ada Quill").status == .invitationSent)
      _ = try scene.store.write { try $0.activate(link: link, phone: phone, at: 1600) }
      #expect(try scene.person("Ada Quill").status == .active)
      #expect(throws: StoreError.self) {
        try scene.store.write { _ = try $0.activate(link: link, phone: phone, at: 1700) }
      }
      #expect(try scene.store.read { try $0.person(byLink: phone, isPhone: true, at: late) }?.status == .active)
    }
  }

  @Test("AUTO-12 Reset takes the phone's credential and nothing else, tells the contacts, and stays while in the file")
  func reset() throws {
    try FileScene.run { scene in
      try scene.run(file)
      let ada = try scene.person("Ada Quill").user
      try scene.store.write { store in
        let card = Card(kind: .csn, number: try CardNumber(text: "99"))
        _ = try store.changeUser(ada, source: .operator("test"), at: 2) {
          $0.record.setCards($0.record.cards + [card])
        }
      }
      _ = try scene.store.write { [link = try link(scene)] in try $0.activate(link: link, phone: phone, at: 1600) }
      try scene.store.write { try $0.resetPhone(of: ada, isByPerson: true, source: .operator("phone"), at: 1700) }
      #expect(try scene.users() == ["Ada Quill: /99"])
      #expect(try scene.mails().last == "phone-removed nora@a.example waiting")
      #expect(try scene.store.read { try $0.person(byLink: phone, isPhone: true, at: 1800) } == nil)
      let run = try scene.run(file.replacing("Quill", with: "Quinn"), at: 3000)
      #expect(run.outcome == .done && run.counts.kept == 1)
      #expect(try scene.users() == ["Ada Quill: /99"])
      // Resending brings the credential back, and then the file is heard again.
      try scene.store.write {
        try $0.resendInvitation(of: ada, project: scene.project.id, source: .operator("test"), at: 4000)
      }
      #expect(try scene.users() == ["Ada Quill: 42/99"])
      #expect(try scene.person("Ada Quill").status == .invitationWaiting)
      #expect(try scene.run(file.replacing("Quill", with: "Quinn"), at: 5000).counts.updated == 1)
    }
  }

  @Test("AUTO-12 MERGE-10 a revoked phone does not come back by a door that was not registered when it was revoked")
  func staysRevoked() throws {
    try FileScene.run { files in
      let scene = files.scene
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try files.run(file)
      let ada = try files.person("Ada Quill").user
      let known = try scene.store.read { try $0.existingUser(ada) }
      _ = try files.store.write { [link = try link(files)] in try $0.activate(link: link, phone: phone, at: 1600) }
      try scene.store.write { try $0.resetPhone(of: ada, isByPerson: true, source: .operator("phone"), at: 1700) }
      // Nobody is waited for: what was removed is not kept (DEL-5).
      _ = try scene.store.write { try $0.tidy(online: [], at: 1800) }
      let door = try scene.door()
      try scene.ingest([StoreScene.entry(1, .updateSuccess, user: ada.text)], door)
      var record = known.record
      record.setFingerprints([Sample.finger(2, 1)])
      let base = Sample.base(known.revision, incarnation: known.incarnation)
      let pulled = DeviceRecord(record: record, base: base, isEdited: true, editMark: 1)
      let taken = try scene.store.write { try $0.takeIn(ada, pulled, log: 1, session: door, at: 1900) }
      #expect(taken.outcome == .filled)
      #expect(try scene.store.read { try $0.existingUser(ada) }.record.cards == [])
    }
  }

  @Test("AUTO-12 resending revokes the earlier link and the phone")
  func resend() throws {
    try FileScene.run { scene in
      try scene.run(file)
      let ada = try scene.person("Ada Quill").user
      let first = try link(scene)
      try scene.store.write {
        try $0.resendInvitation(of: ada, project: scene.project.id, source: .operator("test"), at: 1550)
      }
      #expect(try scene.store.read { try $0.person(byLink: first, isPhone: false, at: 1560) } == nil)
      let second = try link(scene)
      _ = try scene.store.write { try $0.activate(link: second, phone: phone, at: 1600) }
      try scene.store.write {
        try $0.resendInvitation(of: ada, project: scene.project.id, source: .operator("test"), at: 1700)
      }
      #expect(try scene.store.read { try $0.person(byLink: phone, isPhone: true, at: 1800) } == nil)
      #expect(try scene.users() == ["Ada Quill: 42/"])
    }
  }

  @Test("what a project's page counts reads no table anew for each person, however many wait for a door")
  func plans() throws {
    try FileScene.run { scene in
      try scene.run(FileScene.crowd(0..<5))
      try scene.run(FileScene.crowd(1..<5), at: 2000)
      let id = scene.project.id
      let scans = try scene.scene.repeatedScans { store in
        _ = try store.reading.personCounts(ofProject: id, at: 3000)
        _ = try store.reading.people(PeopleQuery(project: id, status: .active, limit: 50), at: 3000)
        _ = try store.reading.heldItems(ofProject: id)
        _ = try store.reading.lastRun(ofProject: id)
      }
      #expect(scans == [])
    }
  }

  @Test("AUTO-12 people are counted by their status")
  func counts() throws {
    try FileScene.run { scene in
      try scene.run(FileScene.crowd(0..<3))
      try scene.handOver()
      try scene.run(FileScene.crowd(0..<4), at: 2000)
      let people = try scene.people()
      _ = try scene.store.write { try $0.activate(link: Array(repeating: 1, count: 32), phone: phone, at: 1600) }
      try scene.store.write {
        try $0.resetPhone(of: people[1].user, isByPerson: false, source: .operator("test"), at: 1700)
      }
      func counts(at now: Int64) throws -> [StoredPerson.Status: Int] {
        try scene.store.read { try $0.personCounts(ofProject: scene.project.id, at: now) }.filter { $0.value > 0 }
      }
      #expect(try counts(at: 1800) == [.active: 1, .reset: 1, .invitationSent: 1, .invitationWaiting: 1])
      let late = 1500 + WriteTransaction.invitationLife
      #expect(try counts(at: late) == [.active: 1, .reset: 1, .invitationExpired: 1, .invitationWaiting: 1])
    }
  }

  @Test("AUTO-12 Deletion pending lasts until every registered device has confirmed; a removed one no longer counts")
  func pending() throws {
    try FileScene.run { scene in
      try scene.set(.allDevices)
      _ = try scene.scene.door(1001)
      try scene.run(FileScene.crowd(0..<5))
      let next = try scene.run(FileScene.crowd(1..<5), at: 2000)
      #expect(next.counts.deleted == 1)
      let id = scene.project.id
      #expect(try scene.store.read { try $0.deletionsPending(ofProject: id) }.map(\.name) == ["Vera0 Holm"])
      try scene.store.write { try $0.removeDevice(try StoreScene.device(1001), at: 3000) }
      #expect(try scene.store.read { try $0.deletionsPending(ofProject: id) }.isEmpty)
    }
  }
}

extension FileScene {
  fileprivate func set(_ mode: SynchronizationMode) throws { try scene.set(mode) }
}
