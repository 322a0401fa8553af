import AdminModel
import HTTPTypes
import Hummingbird
import Logging

/// What every answer of the console carries, so that a browser runs nothing but the console's own scripts and no other
/// site can frame it; and a page for what goes wrong.
struct PageMiddleware: RouterMiddleware {
  let console: Console

  static let contentSecurityPolicy = """
    default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'
    """

  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as CancellationError {
      throw error
    } catch Console.SignedOut.signedOut {
      response = console.leadToSignIn(request)
    } catch {
      let problem = Problem(error)
      if problem.status >= 500 {
        // The route, for a path may hold the secret of a link.
        context.logger.error(
          "a page failed", metadata: ["error": "\(error)", "route": "\(context.endpointPath ?? "")"])
      }
      response = try await console.problemPage(problem, request, context)
    }
    response.headers[.contentSecurityPolicy] = Self.contentSecurityPolicy
    response.headers[.xFrameOptions] = "DENY"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.crossOriginOpenerPolicy] = "same-origin"
    response.headers[.crossOriginResourcePolicy] = "same-origin"
    return response
  }
}

extension HTTPField.Name {
  static let xFrameOptions = HTTPField.Name("X-Frame-Options") ?? .cacheControl
  static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .cacheControl
  static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy") ?? .cacheControl
}
