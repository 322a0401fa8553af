import Foundation
import Hummingbird
import LockstepCore

extension Request {
  /// A parameter of the query; an empty one counts as left out.
  func query(_ name: String) -> String? {
    uri.queryParameters[Substring(name)].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
  }

  func query<Value: LosslessStringConvertible>(
    _ name: String, as _: Value.Type = Value.self, expected: String = "a number"
  ) throws -> Value? {
    guard let text = query(name) else { return nil }
    guard let value = Value(text) else { throw RequestError.parameter(name, expected) }
    return value
  }

  func queryDevice() throws -> DeviceID? {
    guard let text = query("device") else { return nil }
    guard let device = DeviceID(text) else { throw RequestError.parameter("device", Self.deviceNumber) }
    return device
  }

  /// One of some words.
  func query<Word: RawRepresentable<String> & CaseIterable>(_ name: String, oneOf _: Word.Type) throws -> Word? {
    guard let text = query(name) else { return nil }
    guard let word = Word(rawValue: text) else {
      throw RequestError.parameter(name, Word.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return word
  }

  /// Where a page begins: the `next` of the page before, which is a number; nil for the first.
  func cursor<Number: FixedWidthInteger>(as _: Number.Type = Number.self) throws -> Number? {
    guard let text = query("cursor") else { return nil }
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Number(text),
      number > 0
    else { throw RequestError.parameter("cursor", "the next of the page before") }
    return number
  }

  /// How many items a page may have: 1…1000.
  func limit() throws -> Int {
    let limit = try query("limit", as: Int.self, expected: "1…1000") ?? 100
    guard (1...1000).contains(limit) else { throw RequestError.parameter("limit", "1…1000") }
    return limit
  }

  /// The version that the client saw, from `If-Match` or the query.
  func version() throws -> Int64? {
    if let text = headers[.ifMatch], text != "*" {
      guard let version = Int64(text.trimmingCharacters(in: CharacterSet(charactersIn: "\" "))) else {
        throw RequestError.parameter("If-Match", "the ETag of an answer")
      }
      return version
    }
    return try query("version")
  }

  static let deviceNumber = "a device number from 1 to 4294967295"
}

extension AdminContext {
  func device() throws -> DeviceID {
    guard let device = parameters.get("id").flatMap({ DeviceID($0) }) else {
      throw RequestError.parameter("id", Request.deviceNumber)
    }
    return device
  }

  /// - Throws: `LimitError` for what no user's ID can be.
  func user(_ name: String = "id") throws -> UserID { try UserID(parameters.get(name)?.removingPercentEncoding ?? "") }

  func number<Value: LosslessStringConvertible>(_ name: String = "id", as _: Value.Type = Value.self) throws -> Value {
    guard let value = parameters.get(name).flatMap({ Value($0) }) else {
      throw RequestError.parameter(name, "a number")
    }
    return value
  }
}
