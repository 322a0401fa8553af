import AdminModel
import Foundation
import Hummingbird
import LockstepStore

/// Writes a list of any length as a file, page by page, so that memory does not grow with it.
struct Export<Item: Codable & Hashable & Sendable>: Sendable {
  /// The name of the file, without its ending.
  let name: String
  let server: String
  let at: Date
  /// The columns of a CSV file.
  let columns: [(title: String, value: @Sendable (Item) -> String)]
  /// A page behind a cursor.
  let page: @Sendable (_ cursor: String?) async throws -> Page<Item>

  func response(as format: ExportFormat) -> Response {
    let time = at.formatted(.iso8601.dateTimeSeparator(.standard).timeSeparator(.omitted))
    let type = format == .csv ? "text/csv; charset=utf-8" : "application/json"
    return Response(
      status: .ok,
      headers: [
        .contentType: type, .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(name)-\(time).\(format.rawValue)\"",
      ],
      body: ResponseBody { writer in
        switch format {
        case .csv: try await writeCSV(to: &writer)
        case .json: try await writeJSON(to: &writer)
        }
        try await writer.finish(nil)
      })
  }

  private func writeCSV(to writer: inout any ResponseBodyWriter) async throws {
    try await writer.write(ByteBuffer(string: CSVText.mark + CSVText.row(columns.map(\.title))))
    try await forEachPage { items in
      let rows = items.map { item in CSVText.row(columns.map { $0.value(item) }) }
      try await writer.write(ByteBuffer(string: rows.joined()))
    }
  }

  /// An object whose `items` are the list; beside them where it comes from and the zone of its times.
  private func writeJSON(to writer: inout any ResponseBodyWriter) async throws {
    let head = String(decoding: try AdminJSON.encoder.encode(["exportedAt": at]), as: UTF8.self).dropLast()
    try await writer.write(ByteBuffer(string: "\(head),\"server\":\"\(server)\",\"timeZone\":\"UTC\",\"items\":["))
    var isFirst = true
    try await forEachPage { items in
      let texts = try items.map { String(decoding: try AdminJSON.encoder.encode($0), as: UTF8.self) }
      try await writer.write(ByteBuffer(string: (isFirst || texts.isEmpty ? "" : ",") + texts.joined(separator: ",")))
      if !texts.isEmpty { isFirst = false }
    }
    try await writer.write(ByteBuffer(string: "]}"))
  }

  private func forEachPage(_ body: ([Item]) async throws -> Void) async throws {
    var cursor: String?
    repeat {
      let page = try await page(cursor)
      try await body(page.items)
      cursor = page.next
    } while cursor != nil
  }
}
