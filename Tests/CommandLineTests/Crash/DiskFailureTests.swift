import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import NIOCore
import Testing

/// The built server on a disk that fails while doors log and operators work, and then works again.
@Suite(.timeLimit(.minutes(5)))
struct DiskFailureTests {
  private func run(_ body: (URL, URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-disk-\(UUID().uuidString)")
    let data = folder.appendingPathComponent("data")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder, data)
  }

  @Test(
    "FAIL-1 LOG-2 no space, errors of writes or syncs, a read-only disk: nothing is acknowledged, and then all goes on",
    arguments: [FailingDisk.Failure.noSpace, .writes, .syncs, .readOnly])
  func fails(_ failure: FailingDisk.Failure) async throws {
    try await run { folder, data in
      let disk = try await FailingDisk.make(in: folder, under: data)
      var scene = try await FailureScene(data: data, prefix: disk.prefix)
      try await scene.join()
      try scene.use()
      try await scene.settle()
      #expect(try await scene.health().code == "200")
      #expect(disk.strikes == 0)

      try disk.fail(failure)
      // Logs in hand when the disk failed may still have been committed before.
      for device in scene.fleet.devices { for _ in 0..<20 { _ = device.present(.card(try CardNumber(text: "1"))) } }
      let text = try await scene.waitForHealth("503")
      #expect(text.contains("cannot be written"))
      let acknowledged = scene.fleet.devices.map(\.snapshot.acknowledged)
      for _ in 1...3 { try scene.use() }
      if failure == .noSpace {
        // After the ten seconds that an operator waits.
        let refused = try await scene.server.run("user", "add", "--id", "900", "--name", "Ada Quill")
        #expect(refused.code != 0 && refused.errors.contains("cannot be written"), "\(refused.errors)")
      }
      // What is there can be read meanwhile.
      #expect(try await scene.server.run("user", "show", "1").code == 0)
      #expect(scene.fleet.devices.map(\.snapshot.acknowledged) == acknowledged)
      #expect(try await scene.health().code == "503")
      #expect(disk.strikes > 0)

      try disk.fail(nil)
      _ = try await scene.waitForHealth("200")
      try await scene.settle()
      #expect(try await scene.server.run("user", "show", "900").code != 0, "it was refused")
      #expect(try await scene.server.run("user", "add", "--id", "900", "--name", "Ada Quill").code == 0)
      try await scene.fleet.waitUntilEveryDeviceHolds(try UserID("900"))
      await scene.fleet.disconnect()
      #expect(await scene.server.terminate() == 0)
    }
  }

  @Test(
    "LOG-2 killed while the disk fails, and started again when it works: nothing acknowledged is lost",
    arguments: [FailingDisk.Failure.noSpace, .syncs])
  func killed(_ failure: FailingDisk.Failure) async throws {
    try await run { folder, data in
      let disk = try await FailingDisk.make(in: folder, under: data)
      var scene = try await FailureScene(data: data, prefix: disk.prefix)
      try await scene.join()
      for _ in 1...5 { try scene.use() }
      try disk.fail(failure)
      for _ in 1...5 { try scene.use() }
      _ = try await scene.waitForHealth("503")
      await scene.server.kill()
      await scene.fleet.disconnect()
      let acknowledged = scene.fleet.devices.map(\.snapshot.acknowledged)
      let still = try await BuiltBinary.run(Array(scene.server.command), in: nil)
      #expect(still.code == 1 && still.errors.contains(data.path), "\(still.code) \(still.errors)")
      try disk.fail(nil)
      let second = try await ServerProcess.start(in: data, prefix: disk.prefix, after: scene.server)
      for (device, last) in zip(scene.fleet.devices, acknowledged) {
        let log = try await second.run("log", "list", "--device", "\(device.id)", "--kind", "log", "--format", "json")
        let count = log.output.components(separatedBy: "\"logId\"").count - 1
        #expect(count >= Int(last), "door \(device.id): \(count) logs of \(last) acknowledged ones")
      }
      try scene.fleet.connect(to: "127.0.0.1", port: second.devicePort)
      try await scene.settle()
      await scene.fleet.disconnect()
      #expect(await second.terminate() == 0)
    }
  }

  @Test(
    "FAIL-1 a real file system that is full: the same server goes on when there is room again",
    .enabled("a file system in memory can be mounted here (unshare --mount)") { try await FullDisk.isPossible() })
  func full() async throws {
    try await run { folder, data in
      let disk = FullDisk(data)
      var scene = try await FailureScene(data: data, prefix: disk.prefix(megabytes: 16), view: disk.view)
      let files = disk.files(scene.server)
      try Data(contentsOf: files.appendingPathComponent("admin-token"))
        .write(to: data.appendingPathComponent("admin-token"))
      try await scene.join()
      try scene.use()
      try await scene.settle()
      try disk.fill(files)
      let text = try await scene.waitForHealth("503") { try $0.use() }
      #expect(text.contains("cannot be written"))
      #expect(try await scene.server.run("user", "show", "1").code == 0)
      try disk.makeRoom(files)
      _ = try await scene.waitForHealth("200")
      try await scene.settle()
      await scene.fleet.disconnect()
      #expect(await scene.server.terminate() == 0)
    }
  }

  @Test("FAIL-1 errors of reads: requests are answered with an error, and the same server goes on afterwards")
  func reads() async throws {
    try await run { folder, data in
      let disk = try await FailingDisk.make(in: folder, under: data)
      var scene = try await FailureScene(data: data, prefix: disk.prefix)
      try await scene.join()
      for _ in 1...3 { try scene.use() }
      try await scene.settle()
      try disk.fail(.reads)
      for _ in 1...3 { try scene.use() }
      for _ in 1...5 { _ = try await scene.server.run("user", "list") }
      try disk.fail(nil)
      _ = try await scene.waitForHealth("200")
      try await scene.settle()
      await scene.fleet.disconnect()
      #expect(await scene.server.terminate() == 0)
    }
  }

  @Test("a data directory that cannot be written is refused by name, stays as it is, and serves again when it can")
  func readOnly() async throws {
    try await run { _, data in
      let server = try await ServerProcess.start(in: data)
      #expect(try await server.run("user", "add", "--id", "17", "--name", "Ada Quill").code == 0)
      #expect(await server.terminate() == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: data.path).sorted()
      for name in names { try set(0o400, data.appendingPathComponent(name)) }
      try set(0o500, data)
      // Root writes everywhere, unless it has given that up.
      let isRoot = getuid() == 0
      let prefix = isRoot ? ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []
      let refused = try await BuiltBinary.run(prefix + server.command, in: nil)
      #expect(refused.code == 1)
      #expect(refused.errors.contains("the data directory \(data.path) is not writable"), "\(refused.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: data.path).sorted() == names)
      try set(0o700, data)
      for name in names { try set(0o600, data.appendingPathComponent(name)) }
      let again = try await ServerProcess.start(in: data)
      #expect(try await again.run("user", "show", "17").code == 0)
      #expect(await again.terminate() == 0)
    }
  }

  private func set(_ rights: Int, _ url: URL) throws {
    try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: url.path)
  }
}
