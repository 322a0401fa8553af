import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct ChangeBatchTests {
  /// Two doors that have everything, and what was changed after that.
  private func changes(
    _ mode: SynchronizationMode = .allDevicesIncludingUserUpdateFromDevice, capacity: Int = 1000, users: Int = 1,
    after change: @Sendable @escaping (WriteTransaction, SessionKey) throws -> Void
  ) throws -> ChangeBatch {
    try StoreScene.run { scene in
      try scene.set(mode)
      let doors = [try scene.door(1001), try scene.door(1002, capacity: capacity)]
      try scene.add(17..<(17 + users))
      try scene.store.write { try $0.db.execute(sql: "UPDATE devices SET reconcile = NULL") }
      let head = try scene.store.read { try $0.head() }
      try scene.store.write { try change($0, doors[1]) }
      return try scene.store.read { try $0.changes(since: head) }
    }
  }

  private static func rename(_ transaction: WriteTransaction) throws {
    _ = try transaction.changeUser(UserID("17"), source: .operator("test"), at: 2) { $0.record.name = "Ada Quill" }
  }

  @Test("SEND-6 what was changed since a head is looked up once for all doors that have nothing else to do")
  func changed() throws {
    let batch = try changes { transaction, _ in try Self.rename(transaction) }
    #expect(batch.users.map(\.record.name) == ["Ada Quill"])
    #expect(batch.users.map(\.revision) == [batch.head])
    #expect(batch.plain.map(\.number).sorted() == [1001, 1002])
    #expect(try batch.concerns(UserID("17"), StoreScene.device()))
    let nothing = try changes { _, _ in }
    #expect(nothing.users.isEmpty && nothing.plain.count == 2)
  }

  static let more: [@Sendable (WriteTransaction, SessionKey) throws -> Void] = [
    { try $0.addTask(.write, UserID("17"), on: $1.device) },
    { try $0.requestReconcile($1.device, "access groups") },
    { try $0.hold($1.device, .suspended, "x", at: 2) },
    { _ = try $0.open(.difference, user: UserID("17"), device: $1.device, slot: .name, reason: "x", at: 2) },
    { _ = try $0.open(.deletedThere, device: $1.device, reason: "x", at: 2) },
    { try $0.requestPulls(of: [UserID("17")], on: $1.device, at: 2) },
    {
      try $0.db.execute(
        sql: "INSERT INTO gaps (device_id, first, last) VALUES (?, 3, 4)", arguments: [$1.device.number])
    },
    { try $0.db.execute(sql: "UPDATE devices SET line = 5 WHERE id = ?", arguments: [$1.device.number]) },
    { transaction, door in
      _ = try transaction.askCompares([door.device], isDeep: false, .interruptedTransfer, at: 2)
      try transaction.db.execute(sql: "UPDATE compares SET state = 'due'")
    },
    { try $0.removeDevice($1.device, at: 2) },
  ]

  @Test("SEND-4 a door that has anything else to do looks for itself", arguments: more.indices)
  func hasMore(index: Int) throws {
    let batch = try changes { transaction, door in
      try Self.rename(transaction)
      try Self.more[index](transaction, door)
    }
    #expect(batch.plain.map(\.number) == [1001])
    #expect(batch.users.count == 1)
  }

  @Test("SEND-8 a door that has no room for all looks for itself", arguments: [1, 2])
  func room(capacity: Int) throws {
    let batch = try changes(capacity: capacity, users: 2) { transaction, _ in try Self.rename(transaction) }
    #expect(batch.plain.map(\.number).sorted() == (capacity == 1 ? [1001] : [1001, 1002]))
  }

  static let forAll: [@Sendable (WriteTransaction) throws -> Void] = [
    { try $0.deleteUser(UserID("18"), at: 2) },
    { transaction in
      _ = try transaction.changeUser(UserID("17"), source: .operator("test"), at: 2) {
        $0.record.rights.isDisabled = true
      }
    },
    { _ = try $0.setMode(.notUsed, confirm: nil, at: 2) },
    { try $0.db.execute(sql: "UPDATE server SET behind = '[]'") },
    { transaction in
      for number in 100..<(100 + WorkQuery.mostUsers) {
        _ = try transaction.addUser(UserRecord(id: UserID("\(number)")), source: .operator("test"), at: 2)
      }
    },
  ]

  @Test(
    "SEND-12 after a deletion, when something is taken away, and when it is too much, all doors look",
    arguments: forAll.indices)
  func allLook(index: Int) throws {
    let batch = try changes(users: 2) { transaction, _ in
      try Self.rename(transaction)
      try Self.forAll[index](transaction)
    }
    #expect(batch.plain.isEmpty)
  }

  @Test(
    "MODE-1 in scope access groups a change concerns the doors that share one; all doors look when somebody leaves one")
  func accessGroups() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevices)
      let doors = [try scene.door(1001), try scene.door(1002)]
      let lab = try scene.store.write { transaction in
        let lab = try transaction.addAccessGroup(named: "Laboratory")
        try transaction.changeDevice(doors[0].device, accessGroups: [lab])
        return lab
      }
      try scene.store.write { try $0.db.execute(sql: "UPDATE devices SET reconcile = NULL") }
      let head = try scene.store.read { try $0.head() }
      try scene.add([17], groups: [lab])
      let batch = try scene.store.read { try $0.changes(since: head) }
      #expect(batch.plain.count == 2)
      let user = try UserID("17")
      #expect(batch.concerns(user, doors[0].device) && !batch.concerns(user, doors[1].device))
      try scene.store.write { transaction in
        _ = try transaction.changeUser(user, source: .operator("test"), at: 3) { $0.record.rights.setAccessGroups([]) }
      }
      #expect(try scene.store.read { try $0.changes(since: batch.head) }.plain.isEmpty)
    }
  }
}
