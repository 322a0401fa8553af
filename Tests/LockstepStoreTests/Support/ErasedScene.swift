import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

/// A store in which Zelda is wherever a person comes to: a user whom a file brought, with all that devices, operators,
/// files and mails have of her; and others whom nobody erases.
struct ErasedScene {
  let files: FileScene
  let door: SessionKey
  let user: UserID
  let planted: [PlantedValue]

  var store: Store { files.store }
  var scene: StoreScene { files.scene }

  private static let email = "zelda.quincey@planted.example"
  private static let syncID = "planted-sync-4711"

  init(_ files: FileScene) throws {
    self.files = files
    let (store, scene) = (files.store, files.scene)
    let number = try SealedScene.number(61)
    try scene.set(.allDevicesIncludingUserUpdateFromDevice)
    door = try scene.door()
    let others = (0..<5).map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)\n" }.joined()
    let line = "Zelda,Quincey,\(Self.email),\(number.decimal),\(Self.syncID)\n"
    try files.run(FileScene.header + others + line, at: 10)
    let person = try files.person("Zelda Quincey")
    user = person.user
    // Twice the same address: an error with her address as its value.
    try files.run(
      FileScene.header + others + line + "Emil,Rose,\(Self.email),7001,s9\n", at: 20)
    // She and two others are missing: held, and told.
    let rest = (0..<3).map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)\n" }.joined()
    try files.run(FileScene.header + rest + "Hanna,Held,hanna@a.example,4444444444,s7\n", at: 30)
    let phone = "+41 79 555 01 61"
    let record = try SealedScene.person(user.text, 62)
    try store.write { [user, door] store in
      try store.changeUser(user, source: .operator("test"), at: 40) { user in
        user.record.pin = record.pin
        user.record.photo = record.photo
        user.record.personalMessage = "planted message"
        user.record.setCards(user.record.cards + record.cards)
        user.record.setFingerprints(record.fingerprints)
        user.record.setFaces(record.faces)
        user.details.phone = phone
        user.details.customFields = ["locker": "planted locker 61"]
      }
      try store.audit(
        AuditEntry(
          at: 41, actor: Actor(name: "Nora", way: .console, address: "10.0.0.1"), action: "user.change",
          object: "user \(user)", before: #"{"name":"Zelda Quincey"}"#, after: #"{"phone":"planted audit"}"#))
      _ = try store.addTransfer([user], to: [door.device], removes: false, overwrites: false, at: 42)
    }
    // At the door she has another name, and a card that nobody knows.
    try scene.ingest(
      [
        LogEntry(
          id: 1, time: 100, code: .updateSuccess, origin: .device, user: user.text, detail: "planted detail"),
        LogEntry(id: 2, time: 101, code: .verifySuccess, origin: .device, user: user.text),
        LogEntry(id: 3, time: 102, code: .verifySuccess, origin: .device, user: "1000000001"),
      ], door)
    var atDoor = UserRecord(id: user, name: "Zelda Planted-Door")
    atDoor.setFingerprints([Sample.finger(0, 63)])
    try store.write { [user, door, atDoor] store in
      _ = try store.takeIn(user, DeviceRecord(record: atDoor), log: 1, session: door, at: 50)
      try store.open(
        .quarantined, user: user, device: door.device, reason: "planted reason",
        value: RecordBytes.encode(atDoor), at: 51)
      try store.db.execute(
        sql: "INSERT INTO findings (device_id, user_id, finding) VALUES (?, ?, ?)",
        arguments: [door.device.number, user.text, Comparison.Finding.edited.rawValue])
    }
    planted =
      PlantedValue.values(of: record, "Zelda")
      + [
        PlantedValue("name", "Zelda Quincey"), PlantedValue("first name", "\"Zelda\""),
        PlantedValue("last name", "Quincey"), PlantedValue("e-mail", Self.email), PlantedValue("Sync ID", Self.syncID),
        PlantedValue("ID in the file", number), PlantedValue("phone", phone),
        PlantedValue("message", "planted message"), PlantedValue("custom field", "planted locker 61"),
        PlantedValue("audit", "planted audit"), PlantedValue("detail", "planted detail"),
        PlantedValue("name at the door", "Zelda Planted-Door"), PlantedValue("reason", "planted reason"),
        PlantedValue("finger at the door", Sample.template(63)),
      ]
  }

  /// Does what there is to do, as the server does it.
  ///
  /// - Parameter reopened: the store, where it was opened again.
  @discardableResult
  func goOn(at now: Int64 = 70, _ reopened: Store? = nil) async throws -> Int {
    let store = reopened ?? store
    var steps = 0
    while true {
      steps += 1
      switch try store.write({ try $0.continueErasing(at: now) }) {
      case .more: continue
      case .emptyLog(let last):
        #expect(try await store.emptyLog(in: scene.directory))
        try store.write { try $0.logWasEmptied(through: last) }
      case .none: return steps
      }
    }
  }

  func confirm() throws {
    let head = try store.read { try $0.head() }
    try store.write { try $0.saveCursors([door: head]) }
    _ = try store.write { try $0.tidy(online: [door.device], at: 60) }
  }

  /// Everything that is in the tables, what is sealed as it opens.
  func opened() throws -> Data {
    let values = try SealedScene.values(store)
    return try store.read { reading in
      var all = values
      for column in SealedColumn.all {
        let rows = try Row.fetchAll(
          reading.db,
          sql: """
            SELECT CAST(\(column.row) AS TEXT) AS name, \(column.name) AS value FROM \(column.table)
            WHERE \(column.name) IS NOT NULL
            """)
        for row in rows {
          let name: String = row["name"]
          if column.isText {
            all += Data(try store.key.open(row["value"] as String, column, name).utf8)
          } else {
            all += Data(try store.key.open(row["value"] as Data, column, name))
          }
          all.append(0)
        }
      }
      return all
    }
  }

  func onDisk() throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: scene.directory.path)
      .reduce(into: Data()) { $0 += try Data(contentsOf: scene.directory.appendingPathComponent($1)) }
  }

  func note() throws -> StoredErasure { try #require(try store.read { try $0.erasures(limit: 10) }.first) }
}
