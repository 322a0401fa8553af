import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import Testing

/// A copied data directory without its key, as somebody has it who got at the disk or at a copy.
@Suite(.timeLimit(.minutes(2)))
struct SealedDataTests {
  private let home = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-seal-\(UUID().uuidString)")

  private var data: URL { home.appendingPathComponent("data") }

  /// Of eight bytes, which stand nowhere by chance.
  private static func number(_ last: UInt8) throws -> CardNumber {
    try CardNumber(bytes: [0x5E, 0xA1, 0xED, 0xD1, 0x9C, 0x07, 0xB3, last])
  }

  private static func card(_ last: UInt8) throws -> Card { Card(kind: .csn, number: try number(last)) }

  private static func person(_ id: String, _ name: String, _ number: Int) throws -> UserRecord {
    UserRecord(
      id: try UserID(id), name: name, pin: Sample.pin(number), photo: Sample.photo(number),
      cards: [try card(UInt8(number))], fingerprints: [Sample.finger(0, number, number + 100)],
      faces: [Sample.face(.visual, 0, number), Sample.face(.infrared, 1, number)])
  }

  @Test(
    "SEC-3, SEC-5 no template, PIN hash, photo, card or phone number is found in a copied database, by no look, in no form"
  )
  func copied() async throws {
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let server = try await ServerProcess.start(in: data)
    let fleet = try Fleet(firstID: try #require(DeviceID(4001)), count: 2)
    try fleet.connect(to: "127.0.0.1", port: server.devicePort)
    for device in fleet.devices { try await device.waitUntilWaiting() }
    let mode = "all-devices-including-user-update-from-device"
    #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
    #expect(try await server.run("device", "register", "--all-waiting").code == 0)
    try await fleet.waitUntilRegistered()
    var planted = try await useDoors(fleet)
    planted += try await administer(server)
    planted += try await bringFiles(server)
    await fleet.devices[1].disconnect()

    // While it runs, with what is in the log of the database; and after a kill.
    try expectSealed(try files(in: try await copy("running")), planted)
    await server.kill()
    await fleet.disconnect()
    let killed = try await copy("killed")
    let content = try files(in: killed)
    #expect(content["lockstep.sqlite-wal"]?.isEmpty == false)
    try expectSealed(content, planted)
    try expectSealed(["output": Data(server.errors.utf8)], planted)
    // What SQL shows of it, blobs as hexadecimal.
    let dump = try await BuiltBinary.run(
      ["/usr/bin/sqlite3", killed.appendingPathComponent("lockstep.sqlite").path, ".dump"], in: nil)
    #expect(dump.code == 0 && dump.output.contains("INSERT INTO users"))
    try expectSealed(["SQL": Data(dump.output.utf8)], planted)
    // The same look finds what is in clear.
    for name in ["Ada Quill", "ella@a.example", "Mona Berg"] {
      let value = PlantedValue(name, name)
      #expect(value.isIn(Data(dump.output.utf8)) && content.values.contains { value.isIn($0) })
    }
  }

  /// Enrolments, a removed card, and differences: another template, and a card of somebody else.
  private func useDoors(_ fleet: Fleet) async throws -> [PlantedValue] {
    let (ada, bruno) = (try Self.person("31", "Ada Quill", 11), try Self.person("32", "Bruno Tal", 12))
    for record in [ada, bruno] {
      _ = try fleet.devices[0].enrol(record)
      try await fleet.waitUntilEveryDeviceHolds(record.id)
    }
    try await fleet.devices[1].waitUntilHolds(bruno.id) { $0.base != nil }
    await fleet.devices[1].disconnect()
    _ = try fleet.devices[1].edit(ada.id, .removeCard(try Self.card(11)))
    _ = try fleet.devices[1].edit(bruno.id, .addCard(try Self.card(11)), .addFingerprint(Sample.finger(0, 40)))
    fleet.devices[1].connect()
    try await fleet.waitUntilRegistered()
    try await fleet.devices[1].waitUntilAllAcknowledged()
    return PlantedValue.values(of: ada, "Ada") + PlantedValue.values(of: bruno, "Bruno")
      + [PlantedValue("a template that differs", Sample.template(40))]
  }

  private func administer(_ server: ServerProcess) async throws -> [PlantedValue] {
    let (first, second) = (try Self.number(21), try Self.number(22))
    for (id, name, number) in [("33", "Mona Berg", first), ("34", "Nils Dahl", second)] {
      let added = try await server.run(
        "user", "add", "--id", id, "--name", name, "--card", number.decimal, "--phone", "+41 79 555 01 2\(id)")
      #expect(added.code == 0, "\(added.errors)")
    }
    let third = try Self.number(23)
    #expect(try await server.run("user", "edit", "33", "--card", third.decimal).code == 0)
    #expect(try await server.run("user", "remove", "34").code == 0)
    // Whoever types all of it finds its owner; a part finds nobody.
    let found = try await server.run("user", "list", "--search", third.decimal)
    #expect(found.code == 0 && found.output.contains("Mona Berg"))
    #expect(try await !server.run("user", "list", "--search", first.decimal).output.contains("Mona Berg"))
    #expect(
      try await !server.run("user", "list", "--search", "\(third.decimal.dropLast())").output.contains("Mona Berg"))
    return [first, second, third].map { PlantedValue("card \($0.bytes.last ?? 0)", $0) }
      + [PlantedValue("phone", "+41 79 555 01 233"), PlantedValue("phone", "+41 79 555 01 234")]
  }

  /// One person is added, one is held as another name for a known number, and a file with an error is mailed.
  private func bringFiles(_ server: ServerProcess) async throws -> [PlantedValue] {
    #expect(try await server.run("project", "add", "North").code == 0)
    let nora = ["administrator", "add", "Nora", "--role", "operator", "--email", "nora@a.example"]
    #expect(
      try await BuiltBinary.run(nora + ["--server-url", server.httpURL, "--token-file", server.tokenFile]).code == 0)
    #expect(try await server.run("project", "admin", "north", "Nora", "--official-contact").code == 0)
    let header = "First name,Last name,E-mail address,ID,Sync ID\n"
    let ids = try [24, 23, 25].map { try Self.number($0) }
    let files = [
      "Ella,Rose,ella@a.example,\(ids[0].decimal),s1\nOther,Name,other@a.example,\(ids[1].decimal),s2\n",
      "Ella,Rose,ella@a.example,\(ids[2].decimal),s1\nEmil,Rose,emil@a.example,\(ids[2].decimal),s9\n",
    ]
    for (text, code) in zip(files, [4, 3]) {
      let file = home.appendingPathComponent("people.csv")
      try Data((header + text).utf8).write(to: file)
      let run = try await server.run("auto-sync", "run", file.path, "--project", "north")
      #expect(run.code == code, "\(run.errors)")
      try FileManager.default.removeItem(at: file)
    }
    return ids.map { PlantedValue("ID \($0.bytes.last ?? 0)", $0) }
  }

  /// Everything of the data directory but the keys.
  private func copy(_ name: String) async throws -> URL {
    let copy = home.appendingPathComponent(name)
    // As it stands on the disk, whatever is being written.
    #expect(try await BuiltBinary.run(["/bin/cp", "-a", data.path, copy.path], in: nil).code == 0)
    for key in ["data-key", "admin-token", "first-sign-in", "authority-key.pem", "server-key.pem"] {
      try? FileManager.default.removeItem(at: copy.appendingPathComponent(key))
    }
    return copy
  }

  private func files(in folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder.path) ?? .init() {
      files[name] = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path)
    }
    #expect(files["lockstep.sqlite"] != nil && files["data-key"] == nil)
    return files
  }

  private func expectSealed(
    _ files: [String: Data], _ planted: [PlantedValue], at place: SourceLocation = #_sourceLocation
  ) throws {
    #expect(planted.count > 20, sourceLocation: place)
    for (name, content) in files {
      #expect(planted.filter { $0.isIn(content) } == [], "\(name)", sourceLocation: place)
    }
  }
}
