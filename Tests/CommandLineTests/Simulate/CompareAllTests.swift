import Foundation
import LockstepTesting
import Testing

/// The whole way, with the binary: a fleet of a hundred doors, ten of them tampered with.
@Suite(.timeLimit(.minutes(4)))
struct CompareAllTests {
  private struct Compare: Decodable {
    struct User: Decodable {
      let user: String
      let kind: String
    }

    let device: Int
    let equal: Bool?
    let different: [User]
    let newOnDevice: [User]
    let missing: [String]
  }

  private func compareAll(_ server: ServerProcess, deep: Bool = false) async throws -> (Int32, [Compare]) {
    let options = ["device", "compare", "--all", "--format", "json"] + (deep ? ["--deep"] : [])
    let result = try await BuiltBinary.run(
      options + ["--server-url", server.httpURL, "--token-file", server.tokenFile])
    return (result.code, try JSONDecoder().decode([Compare].self, from: Data(result.output.utf8)))
  }

  @Test(
    "VERIFY-2 of a hundred doors, ten tampered with, exactly those ten are named, with exactly those users; after the repair none"
  )
  func hundredDoors() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-hundred-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try await ServerProcess.start(in: folder)
    _ = try await server.run("setting", "set", "automatic-user-synchronization", "all-devices")
    for number in 1...5 { _ = try await server.run("user", "add", "--id", "\(number)", "--name", "Person \(number)") }
    var doors = try Simulate(server, count: 100, ["--register"])
    try await doors.expect("wait until every device registered within 60 s")
    try await doors.expect("wait until every device holds 5 users within 60 s")
    var expected: [Int: String] = [:]
    for index in 0..<10 {
      let (device, user) = (2001 + index * 10, "\(index % 5 + 1)")
      switch index % 3 {
      case 0:
        try await doors.expect("tamper \(user) name Somebody at device \(device)")
        expected[device] = "altered \(user)"
      case 1:
        try await doors.expect("lose \(user) at device \(device)")
        expected[device] = "missing \(user)"
      default:
        try await doors.expect("tamper unseen \(user) card 777 at device \(device)")
        expected[device] = "altered \(user)"
      }
    }
    let (code, compares) = try await compareAll(server, deep: true)
    #expect(code != 0)
    #expect(compares.count == 100)
    var found: [Int: String] = [:]
    for compare in compares where compare.equal != true {
      let words =
        compare.different.map { "\($0.kind) \($0.user)" } + compare.newOnDevice.map { "\($0.kind) \($0.user)" }
        + compare.missing.map { "missing \($0)" }
      found[compare.device] = words.joined(separator: ", ")
    }
    #expect(found == expected)
    let repair = try await server.run("device", "repair", "--all", "--altered")
    #expect(repair.code == 0, "\(repair.errors)")
    #expect(repair.output.contains("10 users written"), "\(repair.output)")
    let (again, after) = try await compareAll(server, deep: true)
    #expect(again == 0)
    #expect(after.count == 100 && after.allSatisfy { $0.equal == true })
    #expect(await doors.process.end(SIGTERM) == 0)
    #expect(await server.terminate() == 0)
  }
}
