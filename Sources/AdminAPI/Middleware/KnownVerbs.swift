import HTTPTypes
import Synchronization

/// Which verbs each path takes, to tell a wrong verb from a wrong address.
final class KnownVerbs: Sendable {
  private struct Route {
    let parts: [Substring]
    let verb: String

    func matches(_ path: [Substring]) -> Bool {
      parts.count == path.count && zip(parts, path).allSatisfy { $0.hasPrefix("{") || $0.hasPrefix(":") || $0 == $1 }
    }
  }

  private let routes = Mutex<[Route]>([])

  /// To be called once all routes are there.
  func set(_ known: [(path: String, verb: HTTPRequest.Method)]) {
    let known = known.map { Route(parts: $0.path.split(separator: "/"), verb: $0.verb.rawValue) }
    routes.withLock { $0 = known }
  }

  /// In alphabetic order; none for a path that there is not.
  func verbs(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    let verbs = Set(routes.withLock { routes in routes.filter { $0.matches(parts) }.map(\.verb) })
    return verbs.union(verbs.contains("GET") ? ["HEAD"] : []).sorted()
  }
}
