import AdminClient
import DeviceSimulator
import Foundation
import LockstepTesting
import Testing

/// How often, and with which seed: `make proof` asks for more.
private enum Asked {
  private static let environment = ProcessInfo.processInfo.environment
  static let crashes = environment["LOCKSTEP_CRASHES"].flatMap { Int($0) } ?? 20
  static let seed = environment["LOCKSTEP_CRASH_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...999_999)
}

/// The built server, killed at any moment, on one data directory that outlives them all.
/// The limit is for `make proof`; twenty crashes take a minute or two, and no wait in them is without a limit.
@Suite(.timeLimit(.minutes(240)))
struct CrashTests {
  @Test("LOG-2 FAIL-2 killed again and again under load: nothing acknowledged is lost, and everything comes to rest")
  func kills() async throws {
    print("crashes: \(Asked.crashes), repeat with LOCKSTEP_CRASH_SEED=\(Asked.seed)")
    let started = ContinuousClock.now
    var chance = SeededGenerator(seed: Asked.seed)
    var scene = try await CrashScene(doors: 4)
    do {
      try await kill(&scene, &chance, started)
    } catch {
      await scene.fleet.disconnect()
      await scene.client.shutDown()
      throw error
    }
  }

  private func kill(
    _ scene: inout CrashScene, _ chance: inout SeededGenerator, _ started: ContinuousClock.Instant
  ) async throws {
    var made = 0
    while made < Asked.crashes {
      let load = scene.load()
      let seed = chance.next()
      async let over: Void = load.run(seed: seed)
      try await Task.sleep(for: .milliseconds(chance.number(20...900)))
      await scene.kill()
      await over
      made += 1
      if made < Asked.crashes, chance.once(in: 5) {
        try await scene.killAtStart(after: .milliseconds(chance.number(0...400)))
        made += 1
      }
      try await scene.restart()
      try await scene.converge()
      if made.isMultiple(of: 50) { print("crashes: \(made) in \(ContinuousClock.now - started)") }
      scene.promises.with { $0.retire(beyond: 80) }
    }
    let (changes, runs) = scene.promises.with { ($0.confirmed.count, $0.runs.count) }
    // A server that was never asked for anything would lose nothing.
    #expect(scene.logs > made && changes > made && runs > 0)
    let rows = try await scene.ask("SELECT count(*) FROM events")
    try await scene.end()
    print(
      "crashes: \(made) in \(ContinuousClock.now - started), \(scene.logs) logs acknowledged, \(changes) users changed, "
        + "\(runs) files, \(rows.first ?? "") events; seed \(Asked.seed)")
  }

  @Test("LOG-2 killed at any moment of its first start: the next start completes it")
  func firstStart() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-first-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var chance = SeededGenerator(seed: Asked.seed)
    var begun = 0
    for number in 1...max(10, Asked.crashes / 10) {
      let data = folder.appendingPathComponent("\(number)")
      let process = try ProcessHandle(ServerProcess.command(in: data))
      // A debug build is ready after some 300 ms.
      try await Task.sleep(for: .milliseconds(chance.number(20...300)))
      _ = await process.end(SIGKILL)
      begun += FileManager.default.fileExists(atPath: data.path) ? 1 : 0
      let server = try await ServerProcess.start(in: data)
      #expect(try await server.run("user", "add", "--id", "17", "--name", "Ada Quill").code == 0, "\(server.errors)")
      #expect(await server.terminate() == 0)
    }
    #expect(begun > 0)
  }
}
