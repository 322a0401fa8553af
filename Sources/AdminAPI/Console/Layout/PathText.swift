import Foundation

/// Parts of addresses.
enum PathText {
  private static let plain = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  /// A text as one part of a path or a value of a query.
  static func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }

  /// A query of what is given; empty where nothing is.
  static func query(_ values: KeyValuePairs<String, String?>) -> String {
    let given = values.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }
    return given.isEmpty ? "" : "?" + given.joined(separator: "&")
  }

  /// Where to go after the sign-in: only a path of this server. No braces, which pages fill in: `/{x}/y` would become
  /// another host.
  static func local(_ path: String?) -> String {
    guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains(where: { "\\{}".contains($0) }),
      path.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 })
    else { return "/" }
    return path
  }
}
