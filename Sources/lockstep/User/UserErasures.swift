import AdminClient
import AdminModel
import ArgumentParser

struct UserErasures: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "erasures", abstract: "List who was erased for good, and which are waited for.",
    discussion: """
      Example:
        lockstep user erasures
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.erasures().all(),
      Table<ErasureResource>([
        ("USER", { $0.user }),
        ("STATE", { "\($0.state): \($0.doors)" }),
        ("ASKED", { Words.time($0.askedAt) }),
        ("BY", { Words.text($0.askedBy) }),
        ("FINISHED", { Words.time($0.finishedAt) }),
      ]))
  }
}

extension ErasureResource {
  /// How far doors are.
  var doors: String {
    func count(_ number: Int) -> String { "\(number) \(number == 1 ? "door has" : "doors have")" }
    if waitingDevices > 0 { return "\(count(waitingDevices)) not confirmed" }
    return absentDevices > 0
      ? "\(count(absentDevices)) been away for too long to be waited for" : "no door is waited for"
  }
}
