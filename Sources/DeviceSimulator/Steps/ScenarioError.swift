/// A file that is no scenario; says where and why.
public struct ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension ScenarioError {
  init(_ error: DecodingError) {
    func path(_ context: DecodingError.Context) -> String {
      let parts = context.codingPath.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }
      return parts.isEmpty ? "the file" : parts.joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context): self.init("\(path(context)): \(key.stringValue) is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      self.init("\(path(context)): another type is expected")
    case .dataCorrupted(let context): self.init("\(path(context)): \(context.debugDescription)")
    @unknown default: self.init("not a scenario")
    }
  }
}
