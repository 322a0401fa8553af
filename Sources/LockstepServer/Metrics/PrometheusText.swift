/// How names, labels and numbers look in Prometheus text.
enum PrometheusText {
  /// Letters, digits, `_` and `:`, not beginning with a digit; anything else becomes `_`.
  static func name(_ label: String) -> String { sanitized(label, andColon: true) }

  /// `kind="log",outcome="merged"`, by name; nothing without dimensions.
  static func labels(_ dimensions: [(String, String)]) -> String {
    dimensions.sorted { $0.0 < $1.0 }
      .map { "\(sanitized($0.0, andColon: false))=\"\(escaped($0.1))\"" }
      .joined(separator: ",")
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
    return "\(value)"
  }

  private static func sanitized(_ text: String, andColon: Bool) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if result.isEmpty { result = "_" }
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: ":") where andColon: result += ":"
      default: result += "_"
      }
    }
    return result.isEmpty ? "_" : result
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for character in value.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
