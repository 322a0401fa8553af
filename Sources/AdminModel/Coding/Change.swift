/// A field of a request that may be left out: then nothing changes. `null` clears it.
public enum Change<Value: Codable & Hashable & Sendable>: Hashable, Sendable {
  case absent
  case clear
  case set(Value)

  /// The value to set, nil when there is none.
  public var value: Value? {
    guard case .set(let value) = self else { return nil }
    return value
  }

  public var isAbsent: Bool { self == .absent }

  /// A value sets; none leaves things as they are.
  public init(_ value: Value?) {
    self = value.map { .set($0) } ?? .absent
  }
}

extension Change: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = container.decodeNil() ? .clear : .set(try container.decode(Value.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .absent, .clear: try container.encodeNil()
    case .set(let value): try container.encode(value)
    }
  }
}

// The synthesized code of a body calls these two: they are what makes a field that is left out different from `null`.
extension KeyedDecodingContainer {
  public func decode<Value>(_: Change<Value>.Type, forKey key: Key) throws -> Change<Value> {
    guard contains(key) else { return .absent }
    return try decodeNil(forKey: key) ? .clear : .set(decode(Value.self, forKey: key))
  }
}

extension KeyedEncodingContainer {
  public mutating func encode<Value>(_ change: Change<Value>, forKey key: Key) throws {
    switch change {
    case .absent: break
    case .clear: try encodeNil(forKey: key)
    case .set(let value): try encode(value, forKey: key)
    }
  }
}
