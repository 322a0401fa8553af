import HTTPTypes
import Hummingbird

/// Refuses a body that is packed: unpacked it could be of any size (SEC-4).
struct CodingMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
      throw RequestError.coding(String(coding.filter { $0.isLetter || $0.isNumber || $0 == "-" }.prefix(20)))
    }
    return try await next(request, context)
  }
}
