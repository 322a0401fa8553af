import AdminClient
import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import NIOCore
import Testing

/// One data directory, one server after the other on it, and doors that outlive them all.
struct CrashScene {
  let folder: URL
  let data: URL
  let fleet: Fleet
  let client: AdminClient
  let promises = CrashLoad.SharedPromises()
  private(set) var server: ServerProcess
  /// Up to which log of a door the server was found to have them all.
  private var checkedLogs: [DeviceID: LogID] = [:]
  private(set) var logs = 0

  init(doors: Int) async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-crash-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    data = folder.appendingPathComponent("data")
    server = try await ServerProcess.start(in: data)
    fleet = try Fleet(firstID: try #require(DeviceID(2001)), count: doors, logCapacity: 100_000)
    try fleet.connect(to: "127.0.0.1", port: server.devicePort)
    for device in fleet.devices { try await device.waitUntilWaiting() }
    let mode = "all-devices-including-user-update-from-device"
    #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
    #expect(try await server.run("device", "register", "--all-waiting").code == 0)
    #expect(try await server.run("project", "add", "North").code == 0)
    try await fleet.waitUntilRegistered()
    // Last: a client that is not shut down ends the process of the tests.
    let token = try String(contentsOfFile: server.tokenFile, encoding: .utf8)
    client = try AdminClient(server: server.httpURL, token: token.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  func load() -> CrashLoad { CrashLoad(fleet: fleet, client: client, promises: promises, folder: folder) }

  /// Kills the server; the doors see no other until ``restart()``.
  func kill() async {
    await server.kill()
    await fleet.disconnect()
  }

  /// Starts a server and kills it before it is ready.
  func killAtStart(after time: Duration) async throws {
    let process = try ProcessHandle(server.command)
    try await Task.sleep(for: time)
    _ = await process.end(SIGKILL)
  }

  /// Starts the next server, looks for everything that the earlier one owed, and lets the doors come back.
  mutating func restart() async throws {
    server = try await ServerProcess.start(in: data, after: server)
    try await checkLogs()
    try await checkUsers()
    try await checkPeople()
    try fleet.connect(to: "127.0.0.1", port: server.devicePort)
  }

  /// Before the doors are back, which could send again what was lost.
  private mutating func checkLogs() async throws {
    for door in fleet.devices {
      let (from, to) = (checkedLogs[door.id] ?? 0, door.snapshot.acknowledged)
      guard to > from else { continue }
      let sql =
        "SELECT COUNT(DISTINCT log_id) FROM events WHERE kind = 'log' AND device_id = \(door.id)"
        + " AND log_id > \(from) AND log_id <= \(to)"
      #expect(try await ask(sql) == ["\(to - from)"], "door \(door.id): logs \(from + 1) to \(to) were acknowledged")
      checkedLogs[door.id] = to
      logs += Int(to - from)
    }
  }

  private func checkUsers() async throws {
    for id in promises.with({ $0.touched }).sorted() {
      let found: Promises.Standing
      do {
        found = .there(try await client.user(id).department)
      } catch AdminClientError.refused(let problem) where problem.status == 404 {
        found = .deleted
      }
      let (confirmed, asked) = promises.with { ($0.confirmed[id], $0.asked[id]) }
      let isRight = promises.with { $0.find(id, found) }
      #expect(
        isRight,
        "user \(id) is \(found); confirmed: \(String(describing: confirmed)); asked for: \(String(describing: asked))")
    }
  }

  private func checkPeople() async throws {
    let found = try await client.people("north").all()
    let names = Dictionary(found.map { ($0.email, $0.lastName) }) { first, _ in first }
    #expect(promises.with { $0.findPeople(names) }, "a run that was confirmed is lost, or one was applied in part")
    let runs = Set(try await client.runs("north").all().map(\.id))
    #expect(promises.with { $0.runs }.isSubset(of: runs))
  }

  /// Waits until every door holds what the server has, and sets all users against what was promised.
  func converge(within limit: Duration = .seconds(60)) async throws {
    for door in fleet.devices { try await door.waitUntilAllAcknowledged(within: .seconds(60)) }
    let end = ContinuousClock.now + limit
    var last = ""
    repeat {
      last = try await unequal()
      if last.isEmpty { break }
      try await Task.sleep(for: .milliseconds(100))
    } while ContinuousClock.now < end
    #expect(last.isEmpty, "after \(limit): \(last)")
    let users = try await client.users().all()
    let people = Set(try await client.people("north").all().map(\.user))
    let promised = promises.with { $0.users }
    #expect(Set(users.map(\.id)).subtracting(people) == promised)
    let enrolled = promises.with { $0.enrolled }
    for user in users where enrolled[user.id] != nil {
      #expect(user.name == enrolled[user.id] && user.cards.count == 1, "user \(user.id)")
    }
  }

  /// What still differs, in words.
  private func unequal() async throws -> String {
    for door in fleet.devices {
      do {
        let comparison = try await client.compareDevice(door.id.number)
        guard comparison.equal, comparison.leftOut.isEmpty else {
          return "door \(door.id): \(comparison.different.count) different, \(comparison.missing.count) missing, "
            + "\(comparison.newOnDevice.count) new, left out: \(comparison.leftOut.prefix(3))"
        }
      } catch AdminClientError.refused(let problem) {
        return "door \(door.id): \(problem)"
      }
    }
    return ""
  }

  /// Reads the database beside the server.
  func ask(_ sql: String) async throws -> [String] {
    let database = data.appendingPathComponent("lockstep.sqlite").path
    let reader = try ProcessHandle(
      ["/usr/bin/sqlite3", "-readonly", "-batch", "-cmd", ".timeout 10000", database, sql])
    var lines: [String] = []
    for await line in reader.lines { lines.append(line) }
    return lines
  }

  func end() async throws {
    await fleet.disconnect()
    await client.shutDown()
    #expect(await server.terminate() == 0)
    #expect(try await ask("PRAGMA integrity_check") == ["ok"])
    #expect(try await ask("PRAGMA foreign_key_check") == [])
    try FileManager.default.removeItem(at: folder)
  }
}
