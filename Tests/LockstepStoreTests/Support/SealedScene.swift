import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

/// A store in which values are planted wherever such values come to.
struct SealedScene {
  let files: FileScene
  let planted: [PlantedValue]

  var store: Store { files.store }
  var directory: URL { files.scene.directory }

  static func run(_ body: (SealedScene) throws -> Void) throws {
    try FileScene.run { files in try body(try SealedScene(files)) }
  }

  /// Of eight bytes, which stand nowhere by chance.
  static func number(_ number: UInt8) throws -> CardNumber {
    try CardNumber(bytes: [0x5E, 0xA1, 0xED, 0xD1, 0x9C, 0x07, 0xB3, number])
  }

  private static func card(_ number: UInt8) throws -> Card { Card(kind: .csn, number: try self.number(number)) }

  /// Somebody with one of everything.
  static func person(_ id: String, _ number: Int) throws -> UserRecord {
    UserRecord(
      id: try UserID(id), name: "Person \(id)", pin: Sample.pin(number), photo: Sample.photo(number),
      cards: [try card(UInt8(number))], fingerprints: [Sample.finger(0, number, number + 100)],
      faces: [Sample.face(.visual, 0, number)])
  }

  private init(_ files: FileScene) throws {
    self.files = files
    let (store, scene) = (files.store, files.scene)
    let records = try (1...6).map { try Self.person("\($0)", $0 + 10) }
    let details = UserDetails(phone: "+41 79 555 01 23", customFields: ["locker": "planted locker 4711"])
    try store.write { store in
      for record in records.prefix(3) {
        try store.addUser(record, details: details, source: .operator("test"), at: 1)
      }
      // Removed and replaced values.
      try store.changeUser(try UserID("2"), source: .operator("test"), at: 2) { user in
        user.record.setCards([])
        user.record.pin = Sample.pin(50)
      }
      try store.deleteUser(try UserID("3"), at: 3)
      let administrator = try store.addAdministrator(named: "Mona", role: .viewer, email: "", at: 4)
      try store.setPassword("planted password hash", of: administrator.id)
    }
    // A door shows other values for user 1, a card of somebody else, and a user who was deleted.
    try scene.set(.allDevicesIncludingUserUpdateFromDevice)
    let device = try StoreScene.device()
    _ = try scene.identify(StoreScene.facts(device, key: 60))
    try store.write { try $0.register(device, at: 4) }
    let session = try scene.session(StoreScene.facts(device, key: 60))
    var other = try Self.person("1", 14)
    other.setCards([try Self.card(14), try Self.card(11)])
    let foreign = UserRecord(id: try UserID("7"), name: "Person 7", cards: [try Self.card(11)])
    let base = Sample.base(1, incarnation: 3)
    try scene.ingest(
      [
        StoreScene.entry(1, .updateSuccess, user: "1"), StoreScene.entry(2, .enrollSuccess, user: "7"),
        StoreScene.entry(3, .updateSuccess, user: "3"),
      ], session)
    let edited = records[4].renamed(to: try UserID("3"))
    try store.write { [other] store in
      _ = try store.takeIn(try UserID("1"), DeviceRecord(record: other), log: 1, session: session, at: 5)
      _ = try store.takeIn(try UserID("7"), DeviceRecord(record: foreign), log: 2, session: session, at: 5)
      _ = try store.takeIn(
        try UserID("3"), DeviceRecord(record: edited, base: base, isEdited: true, editMark: 3), log: 3,
        session: session, at: 5)
      // Somebody who is being erased.
      try store.addUser(
        UserRecord(id: try UserID("8"), name: "Person 8", cards: [try Self.card(22)]), source: .operator("test"), at: 5)
      _ = try store.eraseUser(UserID("8"), by: "Mona", at: 5)
      try store.open(
        .saveFailed, user: try UserID("6"), device: session.device, reason: "over a limit",
        value: RecordBytes.encode(records[5]), at: 6)
      try store.audit(
        AuditEntry(
          at: 7, actor: Actor(name: "Mona", way: .commandLine, address: ""), action: "user.change", object: "user 1",
          before: #"{"note":"planted before"}"#, after: #"{"note":"planted after"}"#))
    }
    // Files: somebody new, another name for a known number, and an error whose value is a number.
    let ids = try [20, 21, 11].map { try Self.number($0).decimal }
    try files.run(
      FileScene.header + "Ella,Rose,ella@a.example,\(ids[0]),s1\nOther,Name,o@a.example,\(ids[2]),s2\n", at: 10)
    try files.run(
      FileScene.header + "Ella,Rose,ella@a.example,\(ids[1]),s1\nEmil,Rose,e@a.example,\(ids[1]),s2\n", at: 20)

    planted =
      try records.flatMap { PlantedValue.values(of: $0, $0.name) } + PlantedValue.values(of: other, "at the door")
      + [
        PlantedValue("new PIN hash", Sample.pin(50)), PlantedValue("phone", details.phone),
        PlantedValue("custom field", "planted locker 4711"), PlantedValue("password", "planted password hash"),
        PlantedValue("audit before", "planted before"), PlantedValue("audit after", "planted after"),
        PlantedValue("ID in a file", Self.number(20)), PlantedValue("ID of an error", Self.number(21)),
        PlantedValue("card of somebody erased", Self.number(22)),
        PlantedValue("digest key", store.digestKey), PlantedValue("data key", store.key.bytes),
      ]
  }

  /// Every file of the database, by name.
  func database() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
      files[name] = try Data(contentsOf: directory.appendingPathComponent(name))
    }
    return files
  }

  /// Every value of every table, one after the other.
  func values() throws -> Data { try Self.values(store) }

  static func values(_ store: Store) throws -> Data {
    try store.read { reading in
      var all = Data()
      for table in try String.fetchAll(
        reading.db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'user_search*'")
      {
        for row in try Row.fetchAll(reading.db, sql: "SELECT * FROM \(table)") {
          for value in row.databaseValues {
            switch value.storage {
            case .blob(let bytes): all += bytes
            case .string(let text): all += Data(text.utf8)
            default: continue
            }
            all.append(0)
          }
        }
      }
      return all
    }
  }
}
