import AdminModel
import Hummingbird
import Logging

/// Turns every error into problem details (RFC 9457).
struct ProblemMiddleware: RouterMiddleware {
  let verbs: KnownVerbs

  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as CancellationError {
      throw error
    } catch let error as HTTPError where error.status == .notFound && !verbs.verbs(of: request.uri.path).isEmpty {
      return try Answer.wrongVerb(request.method, allowed: verbs.verbs(of: request.uri.path))
    } catch {
      let problem = Problem(error)
      if problem.status >= 500 {
        context.logger.error(
          "a request failed", metadata: ["error": "\(error)", "route": "\(context.endpointPath ?? "")"])
      }
      return try Answer.problem(problem)
    }
  }
}
