import AdminClient
import AdminModel
import ArgumentParser

struct DeviceCompare: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Set devices' users against those that they should hold.",
    discussion: """
      A device must be online. Users of whom something is under way or waits for an operator are left out.
      With --all every registered device is compared, a few at a time; the result is kept, and `device repair` mends what
      was found. Ends with 1 if a device does not hold what it should, or could not be compared.

      Example:
        lockstep device compare 1003
        lockstep device compare --all --format json
      """)

  @Argument(help: "The device's number.")
  var id: UInt32?

  @Flag(help: "Every registered device.")
  var all = false

  @Flag(help: "Let devices make their digests anew from what they hold, and read some of their users back.")
  var deep = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (id == nil) == all else { throw ValidationError("Give a device's number, or --all.") }
  }

  func run(_ client: AdminClient) async throws {
    guard let id else { return try await compareAll(client) }
    let comparison = try await client.compareDevice(id, deep: deep)
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

  private func compareAll(_ client: AdminClient) async throws {
    _ = try await client.askCompares(CompareBody(deep: deep ? true : nil))
    let compares = try await ending(client)
    output.show(compares, CompareResource.table)
    guard compares.allSatisfy({ $0.equal == true && !$0.isOpen }) else { throw Failure.refused }
  }

  /// Devices that are away keep theirs for when they come back.
  private func ending(_ client: AdminClient) async throws -> [CompareResource] {
    while true {
      let compares = try await client.compares().all()
      let open = compares.filter { $0.isOpen && $0.connection == "online" }
      guard !open.isEmpty else { return try await whole(compares, client) }
      if output.format == .table {
        StandardError.write("\(compares.count - open.count) of \(Words.count(compares.count, "device")) compared\n")
      }
      try await ContinuousClock().sleep(for: .milliseconds(500))
    }
  }

  /// A list names some of the users of a device that was found with many.
  private func whole(_ compares: [CompareResource], _ client: AdminClient) async throws -> [CompareResource] {
    var whole: [CompareResource] = []
    for compare in compares {
      let named = compare.different.count + compare.newOnDevice.count + compare.missing.count
      whole.append(named < compare.found ? try await client.compare(ofDevice: compare.device) : compare)
    }
    return whole
  }
}

extension CompareResource {
  fileprivate static var table: Table<CompareResource> {
    Table<CompareResource>([
      ("DEVICE", { "\($0.device)" }),
      ("NAME", { $0.name }),
      ("COMPARED", { $0.isOpen ? "\($0.state) (\($0.connection))" : Words.time($0.endedAt) }),
      ("IN SYNC", { $0.isOpen ? "unknown" : Words.yes($0.equal) }),
      ("SAME", { "\($0.same)" }),
      ("FOUND", { $0.foundWords }),
      ("LEFT OUT", { "\($0.leftOut)" }),
    ])
  }

  private var foundWords: String {
    var words = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    if repaired > 0 { words.append("\(repaired) repaired") }
    if wrongDigests { words.append("wrong digests") }
    if !failure.isEmpty { words.append(failure) }
    return Words.list(words)
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
