import Hummingbird

/// The OpenAPI document of this API, as it was when the program was built.
struct DescriptionController {
  static let path = "openapi.json"

  func addRoutes(to api: RouterGroup<AdminContext>) { api.get("openapi.json", use: show) }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    guard let file = ConsoleFile.all[Self.path] else { throw HTTPError(.notFound) }
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
  }
}
