import AdminClient
import AdminModel

extension AdminClient {
  /// Decides about each difference in turn.
  func decide(_ action: String, _ references: [DifferenceReference]) async throws -> [ActionResult] {
    var results: [ActionResult] = []
    for reference in references {
      var version = reference.version
      if version == nil { version = try await difference(reference.id).version }
      results.append(try await decide(action, difference: reference.id, version: version ?? ""))
    }
    return results
  }
}
