import Crypto
import Hummingbird

/// Lets only requests through that present the administrator token.
struct TokenMiddleware: RouterMiddleware {
  private let digest: SHA256.Digest

  init(token: String) { digest = SHA256.hash(data: Array(token.utf8)) }

  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    guard let given = Self.token(request), isRight(given) else { throw RequestError.unauthorized }
    return try await next(request, context)
  }

  /// Digests are compared, in constant time, so that neither time nor length tells how much of a guess was right.
  private func isRight(_ token: String) -> Bool { SHA256.hash(data: Array(token.utf8)) == digest }

  private static func token(_ request: Request) -> String? {
    guard let header = request.headers[.authorization] else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty else { return nil }
    return String(parts[1])
  }
}
