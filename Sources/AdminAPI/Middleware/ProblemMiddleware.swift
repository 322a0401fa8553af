import AdminModel
import Hummingbird
import Logging

/// Turns every error into problem details (RFC 9457).
struct ProblemMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as CancellationError {
      throw error
    } catch {
      let problem = Problem(error)
      if problem.status >= 500 {
        context.logger.error("a request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
      }
      return try Answer.problem(problem)
    }
  }
}
