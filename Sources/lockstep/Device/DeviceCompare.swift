import AdminClient
import AdminModel
import ArgumentParser

struct DeviceCompare: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Set a device's users against those that it should hold.",
    discussion: """
      The device must be online. Users of whom something is under way or waits for an operator are left out and listed.

      Example:
        lockstep device compare 1003
      """)

  @Argument(help: "The device's number.")
  var id: UInt32

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let comparison = try await client.compareDevice(id)
    guard output.format == .table else { return output.write(comparison) }
    let summary =
      comparison.equal
      ? "device \(id) holds what it should: \(Words.count(comparison.same, "user"))"
      : "device \(id) does not hold what it should; \(Words.count(comparison.same, "user")) the same"
    output.write(text: summary + "\n")
    let rows = comparison.rows
    guard !rows.isEmpty else { return }
    output.show(
      rows,
      Table<DifferentUser>([
        ("USER", { $0.user }),
        ("FOUND", { $0.kind }),
      ]))
  }
}

extension ComparisonResource {
  /// A line for each user that is not the same.
  fileprivate var rows: [DifferentUser] {
    different.map {
      DifferentUser(user: $0.user, kind: $0.kind == "other-name" ? "same ID, other name" : "different: \($0.kind)")
    }
      + newOnDevice.map { DifferentUser(user: $0, kind: "new on the device") }
      + missing.map { DifferentUser(user: $0, kind: "missing on the device") }
      + leftOut.map { DifferentUser(user: $0.user, kind: "left out: \($0.reason)") }
  }
}
