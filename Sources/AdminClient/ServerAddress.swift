import Foundation

/// Where the server's HTTP API is: `http://HOST[:PORT]` or `https://HOST[:PORT]`, without a path.
struct ServerAddress: Hashable, Sendable {
  let text: String

  init(_ text: String) throws(AdminClientError) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty, ["", "/"].contains(parts.path),
      parts.query == nil, parts.fragment == nil, parts.user == nil
    else { throw .wrongAddress(text) }
    self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  var isSecure: Bool { text.lowercased().hasPrefix("https:") }

  /// - Parameters:
  ///   - path: its parts, encoded here, so that an ID with a slash stays one part.
  ///   - query: left out where the value is nil.
  func url(_ path: [String], _ query: [(String, String?)]) -> String {
    let way = (["api", "v1"] + path).map(Self.encoded).joined(separator: "/")
    let items = query.compactMap { name, value in value.map { "\(name)=\(Self.encoded($0))" } }
    return "\(text)/\(way)" + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  /// RFC 3986, 2.3.
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
