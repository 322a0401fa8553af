extension Decoder {
  /// - Throws: ``UnknownField`` for the first field, by name, that is none of these keys.
  func refuseFields<Keys: CodingKey & CaseIterable>(beyond _: Keys.Type) throws {
    let known = Set(Keys.allCases.map(\.stringValue))
    let given = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    guard let unknown = given.filter({ !known.contains($0) }).min() else { return }
    throw UnknownField(path: codingPath, name: unknown)
  }
}

/// Any field of an object.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// A field that a body does not have.
struct UnknownField: Error {
  let path: [any CodingKey]
  let name: String
}
