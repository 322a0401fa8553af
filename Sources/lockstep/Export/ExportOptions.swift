import AdminClient
import ArgumentParser
import Foundation

/// What kind of file a list becomes, and where it goes.
struct ExportOptions: ParsableArguments {
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case csv
    case json
  }

  @Option(name: .customLong("as"), help: "The kind of file.")
  var kind = Kind.csv

  @Option(help: ArgumentHelp("The file; without it standard output.", valueName: "file"), completion: .file())
  var file: String?

  /// Writes what the server sends, as it comes. A file is there whole or not at all.
  func write(_ download: (_ sink: (Data) throws -> Void) async throws -> Void) async throws {
    guard let file else { return try await download { try FileHandle.standardOutput.write(contentsOf: $0) } }
    let part = file + ".part"
    guard FileManager.default.createFile(atPath: part, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: part)
    else { throw Failure("\(file) cannot be written").told() }
    do {
      try await download { try handle.write(contentsOf: $0) }
      try handle.close()
      guard rename(part, file) == 0 else { throw Failure("\(file) cannot be written").told() }
    } catch {
      try? FileManager.default.removeItem(atPath: part)
      throw error
    }
  }
}
