import Hummingbird

/// Refuses a parameter of the query that the route does not know, and one that is given twice: a filter with a slip in its
/// name would otherwise be no filter at all.
struct QueryMiddleware: RouterMiddleware {
  /// Characters of a name that an answer repeats.
  private static let mostShown = 60

  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    // HEAD takes what GET does.
    let verb = request.method == .head ? "GET" : request.method.rawValue
    let known = DescribedParameters.byRoute["\(verb) \(context.endpointPath ?? "")"] ?? []
    var seen: Set<Substring> = []
    for (name, value) in request.uri.queryParameters where !(name.isEmpty && value.isEmpty) {
      guard known.contains(String(name)) else {
        throw RequestError.unknownParameter(String(name.prefix(Self.mostShown)), known: known)
      }
      guard seen.insert(name).inserted else { throw RequestError.parameter(String(name), "one value") }
    }
    return try await next(request, context)
  }
}
