import Foundation
import LockstepTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DemoTests {
  private struct Ending: Decodable {
    let converged: Bool
    let devices: Int
    let users: Int
    let differences: Int
    let events: Int
  }

  @Test("the demo ends with 0, and its last line says what was found when every door was read back")
  func once() async throws {
    let result = try await BuiltBinary.run("demo", "--once", "--format", "json")
    #expect(result.code == 0, "\(result.errors)")
    let last = try #require(result.output.split(separator: "\n").last)
    let ending = try JSONDecoder().decode(Ending.self, from: Data(last.utf8))
    #expect(ending.converged)
    #expect(ending.devices == 5)
    #expect(ending.users == 28)
    #expect(ending.differences == 1)
    #expect(ending.events > 50)
  }

  @Test("without --once it stays open, tells where its console is and how to ask it; Control-C ends it with 0")
  func staysOpen() async throws {
    let demo = try ProcessHandle([BuiltBinary.url.path, "demo"])
    var command: [String] = []
    var link = ""
    for await line in demo.lines {
      if let place = line.range(of: "sign in once with: ") { link = String(line[place.upperBound...]) }
      if let place = line.range(of: "Commands: lockstep ") {
        command = line[place.upperBound...].split(separator: " ").map(String.init)
      }
      if line.contains("Control-C") { break }
    }
    let devices = try await BuiltBinary.run(command + ["--format", "json"])
    #expect(devices.code == 0 && devices.output.contains("1005"), "\(devices.errors)")
    let page = try ProcessHandle(["/usr/bin/curl", "--silent", "--fail", "--location", link])
    var text = ""
    for await line in page.lines { text += line }
    #expect(await page.end(0) == 0 && text.contains("password"))
    #expect(await demo.end(SIGINT) == 0)
  }
}
