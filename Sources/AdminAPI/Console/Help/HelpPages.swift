import Hummingbird
import LockstepCore
import LockstepServer

/// The manual, which is part of the binary.
struct HelpPages {
  let console: Console

  /// In the order of reading.
  static let chapters = [
    "first-steps", "overview", "monitoring", "users", "auto-sync", "devices", "access-groups", "attention", "transfers",
    "settings", "notifications", "mail", "administrators", "audit", "backup",
  ]

  /// A people file to begin with.
  static let example = TaskConfig.csvName

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("help", use: contents).get("help/:chapter", use: chapter)
  }

  private func contents(_ request: Request, _ context: AdminContext) async throws -> Response {
    try await show("first-steps", context)
  }

  private func chapter(_ request: Request, _ context: AdminContext) async throws -> Response {
    let name = context.parameters.get("chapter") ?? ""
    return name == Self.example ? try await download(context) : try await show(name, context)
  }

  /// As the chapter tells to name the file.
  private func download(_ context: AdminContext) async throws -> Response {
    _ = try await console.visit(context, to: "help")
    guard let file = ConsoleFile.all["help/\(Self.example)"] else { throw HTTPError(.notFound) }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(Self.example)\"",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
  }

  private func show(_ name: String, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "help")
    guard Self.chapters.contains(name), let file = ConsoleFile.all["help/\(name).html"] else {
      throw HTTPError(.notFound)
    }
    let title = console.text("help.chapters.\(name)")
    return console.page(
      "help", visit, title: title,
      [
        "body": file.text,
        "chapters": Self.chapters.map { chapter -> View in
          [
            "title": console.text("help.chapters.\(chapter)"), "path": "/help/\(chapter)",
            "current": chapter == name,
          ]
        },
      ])
  }
}
