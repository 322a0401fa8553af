import AdminModel
import ArgumentParser

/// A difference as the list names it: `12@3` is number 12 as it was shown in version 3.
struct DifferenceReference: ExpressibleByArgument {
  let id: Int64
  /// Nil decides about the difference as it is now.
  let version: String?

  init?(argument: String) {
    let parts = argument.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let id = parts.first.flatMap({ Int64($0) }), parts.count < 2 || !parts[1].isEmpty else { return nil }
    self.id = id
    version = parts.count == 2 ? String(parts[1]) : nil
  }

  init(_ difference: DifferenceResource) {
    id = difference.id
    version = difference.version
  }

  var text: String { version.map { "\(id)@\($0)" } ?? "\(id)" }
}
