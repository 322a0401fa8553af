public import Foundation

/// A body that a client sends. It is decoded strictly: a field that the server does not know is an error, because a
/// misspelt field that is ignored looks like one that was applied.
public protocol RequestBody: Codable, Hashable, Sendable {
  associatedtype CodingKeys: CodingKey & CaseIterable
}

extension RequestBody {
  /// - Throws: ``BodyError`` that names the field.
  public static func decode(_ data: Data) throws(BodyError) -> Self {
    do {
      return try AdminJSON.decoder.decode(Strict<Self>.self, from: data).body
    } catch {
      throw BodyError(error, numberOutOfRangeIn: { fieldOutOfRange(in: data) })
    }
  }

  /// A number that no integer can hold is reported by the decoder without its place: the field is the one that fails
  /// alone.
  private static func fieldOutOfRange(in data: Data) -> String? {
    let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    return object?.sorted { $0.key < $1.key }.first { name, value in
      guard let alone = try? JSONSerialization.data(withJSONObject: [name: value]) else { return false }
      do {
        _ = try AdminJSON.decoder.decode(Strict<Self>.self, from: alone)
        return false
      } catch {
        return BodyError.hasNoPlace(error)
      }
    }?.key
  }
}

/// Refuses unknown fields before it decodes the body.
private struct Strict<Body: RequestBody>: Decodable {
  let body: Body

  init(from decoder: any Decoder) throws {
    try decoder.refuseFields(beyond: Body.CodingKeys.self)
    body = try Body(from: decoder)
  }
}
