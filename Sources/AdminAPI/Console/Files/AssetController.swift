import Hummingbird

/// Styles, scripts and pictures of the console. The address holds a digest of them all, so that browsers keep them for
/// good and yet never use an old one.
struct AssetController {
  static let folder = "assets/"

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("assets/:version/:name", use: show)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let name = context.parameters.get("name") ?? ""
    guard let file = ConsoleFile.all[Self.folder + name], let type = Self.type(of: name) else {
      throw HTTPError(.notFound)
    }
    let isCurrent = context.parameters.get("version") == ConsoleFile.assetVersion
    return Response(
      status: .ok,
      headers: [
        .contentType: type, .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-store",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
  }

  private static func type(of name: String) -> String? {
    if name.hasSuffix(".css") { return "text/css; charset=utf-8" }
    if name.hasSuffix(".js") { return "text/javascript; charset=utf-8" }
    return name.hasSuffix(".svg") ? "image/svg+xml" : nil
  }
}
