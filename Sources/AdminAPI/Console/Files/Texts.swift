import Foundation

/// All that people read in the console, from one file a language.
struct Texts: Sendable {
  static let english = Texts(file: "texts/en.json")

  private let view: View

  private init(file: String) {
    let bytes = ConsoleFile.all[file]?.bytes ?? []
    view = (try? JSONSerialization.jsonObject(with: Data(bytes))).flatMap { Self.node($0) as? View } ?? View()
  }

  private static func node(_ object: Any) -> (any Sendable)? {
    guard let fields = object as? [String: Any] else { return object as? String }
    return fields.reduce(into: View()) { $0[$1.key] = node($1.value) }
  }

  /// - Parameters:
  ///   - key: with dots, e.g. `devices.pending`.
  ///   - values: for `{name}` in the text.
  /// - Returns: the key itself where there is no such text.
  func callAsFunction(_ key: String, _ values: KeyValuePairs<String, String> = [:]) -> String {
    guard var text = find(key) else { return key }
    for (name, value) in values { text = text.replacingOccurrences(of: "{\(name)}", with: value) }
    return text
  }

  /// A text with `one` and `other`, by a number that stands in it as `{n}`.
  func count(_ key: String, _ number: Int, atLeast: Bool = false) -> String {
    let words = number == 1 && !atLeast ? "one" : "other"
    return callAsFunction("\(key).\(words)", ["n": NumberText.grouped(number) + (atLeast ? "+" : "")])
  }

  func find(_ key: String) -> String? {
    var node: (any Sendable)? = view
    for name in key.split(separator: ".") { node = (node as? View)?[String(name)] }
    return node as? String
  }
}
