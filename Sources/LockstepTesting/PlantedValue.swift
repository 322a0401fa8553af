public import Foundation
public import LockstepCore

/// A value that must not be readable in a file (SEC-5), in any form in which somebody could have written it there: its
/// bytes, hexadecimal, Base64 wherever it begins in it, and of a card number its decimal digits.
public struct PlantedValue: Hashable, Sendable, CustomStringConvertible {
  /// For people who read a failed test.
  public let name: String
  private let forms: [Data]

  /// - Parameter bytes: at least 6, so that they stand nowhere by chance.
  public init(_ name: String, _ bytes: [UInt8]) {
    precondition(bytes.count >= 6, "\(name) is too short to be looked for")
    self.name = name
    let hexadecimal = bytes.hexadecimal
    forms = [Data(bytes), Data(hexadecimal.utf8), Data(hexadecimal.uppercased().utf8)] + Self.base64(Data(bytes))
  }

  public init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }

  public init(_ name: String, _ number: CardNumber) {
    self.name = name
    let decimal = Data(number.decimal.utf8)
    forms = PlantedValue(name, number.bytes).forms + [decimal] + Self.base64(decimal)
  }

  /// What of a record is sealed.
  public static func values(of record: UserRecord, _ name: String) -> [PlantedValue] {
    var values: [PlantedValue] = []
    if let pin = record.pin { values.append(PlantedValue("\(name): PIN hash", pin)) }
    if let photo = record.photo { values.append(PlantedValue("\(name): photo", Array(photo.suffix(64)))) }
    for finger in record.fingerprints {
      values += finger.templates.map { PlantedValue("\(name): finger \(finger.index)", $0) }
    }
    for face in record.faces {
      values.append(PlantedValue("\(name): face \(face.index)", Array(face.template.suffix(64))))
    }
    for card in record.cards where card.number.bytes.count >= 6 {
      values.append(PlantedValue("\(name): \(card.kind.name) card", card.number))
    }
    return values
  }

  public var description: String { name }

  /// Whether any of its forms is in there.
  public func isIn(_ data: Data) -> Bool { data.withUnsafeBytes { data in forms.contains { Self.find($0, in: data) } } }

  /// By the C library, from one first byte to the next: a database is large, and so is the number of forms.
  private static func find(_ form: Data, in data: UnsafeRawBufferPointer) -> Bool {
    form.withUnsafeBytes { form in
      guard var place = data.baseAddress, let part = form.baseAddress, let first = form.first else { return false }
      let end = place + data.count
      while end - place >= form.count, let next = memchr(place, Int32(first), end - place - form.count + 1) {
        if memcmp(next, part, form.count) == 0 { return true }
        place = UnsafeRawPointer(next) + 1
      }
      return false
    }
  }

  /// The characters of Base64 that only these bytes decide, where they begin at each of three places.
  private static func base64(_ bytes: Data) -> [Data] {
    (0..<3).map { shift in
      let text = Array((Data(count: shift) + bytes).base64EncodedString().utf8)
      return Data(text[((shift * 8 + 5) / 6)..<((shift + bytes.count) * 8 / 6)])
    }
  }
}
