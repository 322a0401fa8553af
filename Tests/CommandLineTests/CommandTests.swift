import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import Testing

@Suite("Commands against a running server", .timeLimit(.minutes(2)))
struct CommandTests {
  private func run(
    doors: Int = 0, _ body: (ServerProcess, Fleet) async throws -> Void
  ) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-cli-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let server = try await ServerProcess.start(in: directory)
    let fleet = try Fleet(firstID: #require(DeviceID(1001)), count: doors)
    try fleet.connect(to: "127.0.0.1", port: server.devicePort)
    for device in fleet.devices { _ = try await device.waitUntilWaiting() }
    do {
      try await body(server, fleet)
    } catch {
      await fleet.disconnect()
      await server.terminate()
      throw error
    }
    await fleet.disconnect()
    #expect(await server.terminate() == 0)
  }

  private func decode<Value: Decodable>(_ result: BuiltBinary.Result, as _: Value.Type = Value.self) throws -> Value {
    #expect(result.code == 0, "\(result.errors)")
    return try AdminJSON.decoder.decode(Value.self, from: Data(result.output.utf8))
  }

  @Test("users are added, shown, changed, listed, removed and restored")
  func users() async throws {
    try await run { server, _ in
      #expect(try await server.run("access-group", "add", "Laboratory").code == 0)
      let added = try await server.run(
        "user", "add", "--id", "17", "--name", "Ada Example", "--card", "12345", "--access-group", "laboratory",
        "--end", "2027-06-30")
      #expect(added.output == "added user 17, revision 1\n")
      #expect(try await server.run("setting", "set", "time-zone", "Europe/Berlin").code == 0)
      let edited = try await server.run(
        "user", "edit", "17", "--add-card", "mobile:0xff", "--remove-card", "12345", "--end", "2027-06-30",
        "--protected",
        "--disable-access", "--format", "json")
      let user: UserResource = try decode(edited)
      #expect(user.cards == [CardValue(kind: "mobile", number: "255")])
      #expect(user.disabled && user.protected)
      // LIMIT-6: an end date means until 23:59:59 in the server's time zone.
      #expect(user.end.map(Timestamp.text) == "2027-06-30T21:59:59Z")
      #expect(try await server.run("user", "edit", "17", "--clear", "end", "--enable-access").code == 0)
      let shown: UserResource = try decode(try await server.run("user", "show", "17", "--format", "json"))
      #expect(shown.end == nil && !shown.disabled && shown.accessGroups == ["Laboratory"])
      let table = try await server.run("user", "list", "--search", "ada")
      #expect(table.output.contains("17  Ada Example  Laboratory  1 card"))
      #expect(try await server.run("user", "remove", "17").output == "deleted user 17\n")
      #expect(try await server.run("user", "list").output == "none\n")
      #expect(try await server.run("user", "restore", "17").code == 0)
      let group: [AccessGroupResource] = try decode(try await server.run("access-group", "list", "--format", "json"))
      #expect(group.map(\.userCount) == [1])
    }
  }

  @Test("what the server refuses ends with 1 and its reason, and changes nothing")
  func refused() async throws {
    try await run { server, _ in
      #expect(try await server.run("user", "add", "--id", "ada", "--card", "1").code == 0)
      let cases: [([String], String)] = [
        (["user", "show", "99"], "there is no user 99"), (["user", "add", "--id", "ADA"], "differs in case only"),
        (["user", "add", "--id", "bea", "--card", "mobile:1"], "a card belongs to user ada"),
        (["user", "add", "--id", "007"], "user ID"), (["user", "edit", "ada", "--security-level", "9"], "0…5"),
        (["device", "show", "5"], "there is no device 5"), (["device", "register", "5"], "there is no device 5"),
        (["access-group", "show", "Nobody"], "there is no access group Nobody"),
        (["setting", "set", "automatic-user-synchronization", "sometimes"], "all-devices"),
        (["setting", "get", "colour"], "there is no setting colour"),
        (["attention", "act", "7", "retry"], "there is no entry 7"),
        (["difference", "use-server-value", "7"], "there is no"),
      ]
      for (arguments, words) in cases {
        let result = try await BuiltBinary.run(
          arguments + ["--server-url", server.httpURL, "--token-file", server.tokenFile])
        #expect(result.code == 1, "\(arguments)")
        #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
        #expect(result.output.isEmpty, "\(arguments)")
      }
      #expect(try await server.run("user", "list", "--format", "json").output.contains("\"ada\""))
    }
  }

  @Test("MODE-4 removals are shown as a table and nothing is done; with --confirm they are")
  func confirmation() async throws {
    try await run(doors: 1) { server, fleet in
      #expect(try await server.run("device", "register", "--all-waiting").output == "registered 1 device: 1001\n")
      try await fleet.waitUntilRegistered()
      #expect(try await server.run("setting", "set", "automatic-user-synchronization", "all-devices").code == 0)
      for number in 1...11 { #expect(try await server.run("user", "add", "--id", "\(number)").code == 0) }
      try await fleet.devices[0].wait("all eleven") { $0.memory.userCount == 11 }
      let shown = try await server.run("setting", "set", "automatic-user-synchronization", "specific-devices")
      #expect(shown.code == 1)
      #expect(shown.output.contains("DEVICE  REMOVED  USERS\n1001    11       1, 10, 11, 2"))
      #expect(shown.errors.contains("--confirm"))
      #expect(fleet.devices[0].memory.userCount == 11)
      let done = try await server.run(
        "setting", "set", "automatic-user-synchronization", "specific-devices", "--confirm")
      #expect(done.code == 0)
      try await fleet.devices[0].wait("none is left") { $0.memory.userCount == 0 }
    }
  }

  @Test("a difference and an entry under Needs attention are listed and settled")
  func decisions() async throws {
    try await run(doors: 2) { server, fleet in
      #expect(try await server.run("device", "register", "--all-waiting", "--take-over").code == 0)
      try await fleet.waitUntilRegistered()
      let mode = "all-devices-including-user-update-from-device"
      #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
      #expect(try await server.run("user", "add", "--id", "17", "--name", "Ada Example").code == 0)
      let ada = try UserID("17")
      for device in fleet.devices { try await device.waitUntilHolds(ada) }
      _ = try fleet.devices[0].edit(ada, .name("Ada Lovely"))
      let differences = try await waitForRows(server, ["difference", "list"], as: DifferenceResource.self)
      let found = try #require(differences.first)
      #expect(try await server.run("difference", "list").output.contains("\(found.id)@\(found.version)"))
      let stale = try await server.run("difference", "use-device-value", "\(found.id)@0")
      #expect(stale.code == 1)
      #expect(try await server.run("difference", "use-device-value", "\(found.id)@\(found.version)").code == 0)
      try await fleet.devices[1].waitUntilHolds(ada) { $0.record.name == "Ada Lovely" }
      _ = try fleet.devices[1].delete(ada)
      let entry = try #require(await waitForRows(server, ["attention", "list"], as: AttentionResource.self).first)
      #expect(entry.kind == "deleted-there")
      #expect(try await server.run("attention", "act", "\(entry.id)", "send-again").code == 0)
      try await fleet.devices[1].waitUntilHolds(ada)
      let transfer = try await server.run("device", "transfer", "--device", "1001", "--user", "17")
      #expect(transfer.code == 0)
      #expect(transfer.output.contains("1001    17    done"))
    }
  }

  /// Asks again until the list has a row; each question takes a process, so that this is no busy loop.
  private func waitForRows<Row: Decodable>(
    _ server: ServerProcess, _ command: [String], as _: Row.Type
  ) async throws -> [Row] {
    while true {
      let result = try await BuiltBinary.run(
        command + ["--format", "json", "--server-url", server.httpURL, "--token-file", server.tokenFile])
      let rows: [Row] = try decode(result)
      guard rows.isEmpty else { return rows }
    }
  }

  @Test("the log is followed as it comes, an object a line")
  func tail() async throws {
    try await run { server, _ in
      let command = [
        BuiltBinary.url.path, "log", "tail", "--last", "1", "--format", "json", "--server-url", server.httpURL,
        "--token-file", server.tokenFile,
      ]
      #expect(try await server.run("setting", "set", "automatic-user-synchronization", "all-devices").code == 0)
      let tail = try ProcessHandle(command)
      var lines = tail.lines.makeAsyncIterator()
      let first = try AdminJSON.decoder.decode(
        EventResource.self, from: Data(try #require(await lines.next()).utf8))
      #expect(first.title == "Automatic User Synchronization changed")
      #expect(try await server.run("setting", "set", "automatic-user-synchronization", "not-used").code == 0)
      let second = try AdminJSON.decoder.decode(
        EventResource.self, from: Data(try #require(await lines.next()).utf8))
      #expect(second.id > first.id)
      _ = await tail.end(SIGTERM)
    }
  }

  @Test(
    "the token is found by the data directory, named or in the environment; a card that is not the user's is not taken")
  func dataDirectory() async throws {
    try await run { server, _ in
      let directory = server.directory.path
      let named = try await BuiltBinary.run(
        "user", "add", "--id", "17", "--card", "5", "--server-url", server.httpURL, "--data-directory", directory)
      #expect(named.code == 0, "\(named.errors)")
      let environment = ["LOCKSTEP_DATA_DIRECTORY": directory]
      let listed = try await BuiltBinary.run(
        ["user", "list", "--server-url", server.httpURL], environment: environment)
      #expect(listed.code == 0, "\(listed.errors)")
      let foreign = try await server.run("user", "edit", "17", "--remove-card", "42", "--name", "Ada")
      #expect(foreign.code == 1 && foreign.errors.contains("user 17 does not have the card csn:42"))
      #expect(try await server.run("user", "show", "17").output.contains("Ada") == false)
      let days = try await server.run("setting", "set", "restore-days", "never")
      #expect(days.code == 1 && days.errors.contains("restore-days") && days.errors.contains("never"))
    }
  }
}
