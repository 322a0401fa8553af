import Foundation
import LockstepCore

/// The values that stand in steps.
extension StepParser {
  mutating func value(_ expected: String) throws(StepError) -> String {
    guard let text else { throw error(expected) }
    advance()
    return text
  }

  mutating func number(_ expected: String, _ range: ClosedRange<Int>) throws(StepError) -> Int {
    guard let text, let number = Int(text), range.contains(number) else { throw error(expected) }
    advance()
    return number
  }

  mutating func choice<Choice>(
    _ choices: [Choice], _ name: (Choice) -> String
  ) throws(StepError) -> Choice {
    guard let word, let found = choices.first(where: { name($0) == word }) else {
      throw error(choices.map(name).joined(separator: ", "))
    }
    advance()
    return found
  }

  mutating func user() throws(StepError) -> UserID {
    guard let text, let user = try? UserID(text) else { throw error("a user ID") }
    advance()
    return user
  }

  mutating func cardNumber() throws(StepError) -> CardNumber {
    guard let text, let number = try? CardNumber(text: text) else { throw error("a card number") }
    advance()
    return number
  }

  /// `card 12345`, `card wiegand 0x3039`, `phone 7`, `qr 9`; nil if no card stands here.
  mutating func card() throws(StepError) -> Card? {
    if take("phone") { return Card(kind: .mobile, number: try cardNumber()) }
    if take("qr") { return Card(kind: .qr, number: try cardNumber()) }
    guard take("card") else { return nil }
    if let word, let kind = Card.Kind(name: word) {
      advance()
      return Card(kind: kind, number: try cardNumber())
    }
    return Card(kind: .csn, number: try cardNumber())
  }

  mutating func finger() throws(StepError) -> UInt8 { UInt8(try number("a finger from 0 to 9", 0...9)) }

  mutating func face() throws(StepError) -> (Face.Kind, UInt8) {
    let kind = try choice(Face.Kind.allCases, \.name)
    return (kind, UInt8(try number("a face from 0 to \(kind.limit - 1)", 0...kind.limit - 1)))
  }

  /// RFC 3339, Unix seconds, or `none`.
  mutating func time() throws(StepError) -> Int64 {
    guard let text else { throw error("a time") }
    let time = text == "none" ? 0 : Int64(text) ?? Self.seconds(text)
    guard let time else { throw error("a time such as 2031-05-01T08:00:00Z, Unix seconds or none") }
    advance()
    return time
  }

  private static func seconds(_ text: String) -> Int64? {
    (try? Date(text, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) }
  }

  /// `at device 1003` or `at every device`.
  mutating func place() throws(StepError) -> DeviceSelection {
    try require("at")
    return try selection()
  }

  mutating func selection() throws(StepError) -> DeviceSelection {
    if take("every") {
      try require("device")
      return .every
    }
    guard take("device") else { throw error("device or every device") }
    guard let text, let id = DeviceID(text) else { throw error("a device ID") }
    advance()
    return .one(id)
  }
}
