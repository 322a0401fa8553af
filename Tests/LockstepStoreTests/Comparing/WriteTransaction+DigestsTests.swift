import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

@Suite("Digests of users for each profile", .timeLimit(.minutes(1)))
struct DigestsTests {
  private static let cardReader: Capabilities = {
    var capabilities = Capabilities.full
    capabilities.alphanumericIDs = false
    capabilities.fingerprintsPerUser = 0
    capabilities.photoBytes = 0
    return capabilities
  }()

  private func question(
    _ scene: StoreScene, _ device: DeviceID, cursor: Revision = .max, buckets: Bool = false
  ) throws -> ContentQuestion {
    let result = try scene.store.read { try $0.contentQuestion(for: device, cursor: cursor, buckets: buckets) }
    guard case .question(let question) = result else {
      Issue.record("no question: \(result)")
      return ContentQuestion()
    }
    return question
  }

  private func complete(_ capabilities: Capabilities, _ scene: StoreScene, limit: Int = 500) throws {
    while try !scene.store.write({ try $0.extendDigests(for: capabilities, limit: limit) }) {}
  }

  /// What VERIFY-5 says, made anew from the records.
  private func content(_ scene: StoreScene, _ device: DeviceID) throws -> ContentSum {
    let content = try scene.store.read { try $0.expectedContent(of: device) }
    return content.values.reduce(into: ContentSum()) { sum, record in
      sum.count += 1
      sum.sum &+= KeyedDigest.testing.of(record)
    }
  }

  @Test(
    "VERIFY-1 whatever is added, changed and deleted, before, while and after the digests of two profiles are made, they are those of the users",
    arguments: [1, 2, 3] as [UInt64])
  func followsChanges(seed: UInt64) throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let (full, reader) = (try scene.door(1001), try scene.door(1002))
      try scene.store.write { transaction in
        try transaction.db.execute(
          sql: "UPDATE devices SET capabilities = ? WHERE id = 1002", arguments: [Self.cardReader.bytes.data])
      }
      var generator = RecordGenerator(seed: seed)
      for step in 0..<120 {
        let id = step % 7 == 0 ? "guest-\(generator.random.number(1...9))" : "\(generator.random.number(1...40))"
        var record = try generator.record(id: id)
        record.setCards([])
        record.rights.setAccessGroups([])
        let (next, isDeletion) = (record, generator.random.once(in: 4))
        try scene.store.write { transaction in
          if try transaction.reading.user(next.id) == nil {
            _ = try transaction.addUser(next, source: .operator("test"), at: 1)
          } else if isDeletion {
            try transaction.deleteUser(next.id, at: 1)
          } else {
            _ = try transaction.changeUser(next.id, source: .operator("test"), at: 1) { $0.record = next }
          }
        }
        guard step > 30 else { continue }
        // Few at a time, so that changes come between.
        let isComplete = try scene.store.write {
          let first = try $0.extendDigests(for: .full, limit: 2)
          let second = try $0.extendDigests(for: Self.cardReader, limit: 3)
          return first && second
        }
        guard isComplete else { continue }
        for device in [full.device, reader.device] {
          let question = try question(scene, device)
          #expect(try content(scene, device) == question.expected)
        }
      }
      #expect(try question(scene, full.device).expected.count > question(scene, reader.device).expected.count)
    }
  }

  @Test("VERIFY-1 the sums of all buckets are the sum of everybody, and a bucket's are those of its users")
  func buckets() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      try scene.add(1...200)
      try complete(.full, scene)
      let question = try question(scene, door.device, buckets: true)
      #expect(question.buckets.values.reduce(0) { $0 + $1.count } == 200)
      #expect(question.buckets.values.reduce(UInt128(0)) { $0 &+ $1.sum } == question.expected.sum)
      let user = UserRecord(id: try UserID("77"))
      let bucket = try #require(question.buckets[KeyedDigest.testing.bucket(of: user.id)])
      #expect(bucket.count > 1 || bucket.sum == KeyedDigest.testing.of(user))
    }
  }

  @Test("VERIFY-1 users on their way and with an exception there do not count, and are named")
  func leftOut() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      try scene.add(1...20)
      try complete(.full, scene)
      let cursor = try scene.store.read { try $0.head() }
      try scene.add([21])
      try scene.store.write { transaction in
        try transaction.deleteUser(try UserID("3"), at: 1)
        try transaction.open(.deletedThere, user: try UserID("5"), device: door.device, reason: "", at: 1)
        try transaction.addTask(.write, try UserID("7"), on: door.device)
      }
      let question = try question(scene, door.device, cursor: cursor)
      #expect(question.expected.count == 17)
      let kinds = ["21": "on-its-way", "3": "on-its-way", "5": "deleted-there", "7": "on-its-way"]
      #expect(
        question.leaveOut.mapValues(\.kind) == Dictionary(uniqueKeysWithValues: try kinds.map { (try UserID($0), $1) }))
      #expect(try !#require(question.leaveOut[try UserID("5")]).isOnItsWay)
    }
  }

  @Test("VERIFY-1 in the scope of access groups, and where not everybody fits, those count whom the device should hold")
  func scopeAndLine() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevices)
      let door = try scene.door()
      let group = try scene.store.write { try $0.addAccessGroup(named: "Laboratory") }
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [group]) }
      try scene.add(1...10, groups: [group])
      try scene.add(11...15)
      try complete(.full, scene)
      #expect(try question(scene, door.device).expected == content(scene, door.device))
      try scene.store.write { transaction in
        try transaction.db.execute(sql: "UPDATE devices SET user_capacity = 4 WHERE id = 1001")
        try transaction.adjustLine(door)
      }
      let question = try question(scene, door.device)
      #expect(question.expected.count == 4)
      #expect(try content(scene, door.device) == question.expected)
    }
  }

  @Test("VERIFY-1 a user of a profile costs one statement, without a profile none: a first import is as fast as before")
  func statements() throws {
    try StoreScene.run { scene in
      let ada = try People.ada(id: "900").withoutGroups
      let bare = try scene.statements { _ = try $0.addUser(ada, source: .operator("test"), at: 1) }
      #expect(bare.count { $0.contains("user_digests") } == 0)
      #expect(bare.count { $0.contains("digest_profiles") } == 1)
      try complete(.full, scene)
      try complete(Self.cardReader, scene)
      let statements = try scene.statements {
        _ = try $0.addUser(try People.bruno(id: "901"), source: .operator("test"), at: 1)
      }
      #expect(statements.count { $0.contains("user_digests") } == 2)
    }
  }

  @Test("VERIFY-1 a profile that no registered device has any more is dropped, with its digests")
  func drops() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try scene.add(1...30)
      try complete(.full, scene)
      try complete(Self.cardReader, scene)
      _ = try scene.store.write { try $0.tidy(online: [door.device], at: 2) }
      let left = try scene.store.read { read in
        (
          try read.digestProfiles().map(\.capabilities),
          try Int.fetchOne(read.db, sql: "SELECT count(*) FROM user_digests")
        )
      }
      #expect(left.0 == [.full])
      #expect(left.1 == 30)
    }
  }

  @Test("VERIFY-1 a digest is kept in four parts whose sums are those of the digests, beyond 128 bits too")
  func parts() {
    let digests: [UInt128] = [.max, .max - 1, 1 << 127, 0x0123_4567_89AB_CDEF_0011_2233_4455_6677, 5]
    let sums = (0..<4).map { part in digests.reduce(Int64(0)) { $0 + $1.parts[part] } }
    #expect(UInt128(parts: sums) == digests.reduce(0) { $0 &+ $1 })
  }
}

extension UserRecord {
  fileprivate var withoutGroups: UserRecord {
    var record = self
    record.rights.setAccessGroups([])
    return record
  }
}

extension [UInt8] {
  fileprivate var data: Data { Data(self) }
}
