import Foundation
import Hummingbird

extension Request {
  /// A value that a form of a page has put into the address; blanks stand there as `+`. Empty is nil.
  func search(_ name: String) -> String? {
    guard let query = uri.query else { return nil }
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0] == name else { continue }
      let text = parts[1].replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
      let trimmed = text.trimmingCharacters(in: .whitespaces)
      return trimmed.isEmpty ? nil : trimmed
    }
    return nil
  }
}
