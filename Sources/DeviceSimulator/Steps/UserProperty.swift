public import LockstepCore

/// What a step says of a user on a device.
public enum UserProperty: Hashable, Sendable {
  case name(String)
  case personalMessage(String)
  /// How many.
  case cards(Int)
  case fingers(Int)
  case faces(Int)
  case card(CardNumber, isThere: Bool)
  case finger(UInt8, isThere: Bool)
  case pin(isThere: Bool)
  case photo(isThere: Bool)
  case isDisabled(Bool)
  case isEdited(Bool)
  /// Of its base: this one or a higher.
  case revision(Revision)

  /// What is there instead, in words for people; nil if it is as the step says.
  public func mismatch(with user: DeviceRecord) -> String? {
    let record = user.record
    switch self {
    case .name(let name): return name == record.name ? nil : "its name is \"\(record.name)\""
    case .personalMessage(let message):
      return message == record.personalMessage ? nil : "its message is \"\(record.personalMessage)\""
    case .cards(let count): return Self.mismatch(count, record.cards.count, "card")
    case .fingers(let count): return Self.mismatch(count, record.fingerprints.count, "finger")
    case .faces(let count): return Self.mismatch(count, record.faces.count, "face")
    case .card(let number, let isThere):
      return Self.mismatch(isThere, record.cards.contains { $0.number == number }, "that card")
    case .finger(let index, let isThere):
      return Self.mismatch(isThere, record.fingerprints.contains { $0.index == index }, "finger \(index)")
    case .pin(let isThere): return Self.mismatch(isThere, record.pin != nil, "a PIN")
    case .photo(let isThere): return Self.mismatch(isThere, record.photo != nil, "a photo")
    case .isDisabled(let isDisabled):
      return isDisabled == record.rights.isDisabled ? nil : isDisabled ? "it is enabled" : "it is disabled"
    case .isEdited(let isEdited):
      return isEdited == user.isEdited ? nil : isEdited ? "it is not edited" : "it is edited"
    case .revision(let revision):
      let held = user.base?.revision ?? 0
      return held >= revision ? nil : held == 0 ? "it has no base" : "its revision is \(held)"
    }
  }

  private static func mismatch(_ expected: Int, _ found: Int, _ what: String) -> String? {
    expected == found ? nil : "it has \(found) \(what)\(found == 1 ? "" : "s")"
  }

  private static func mismatch(_ expected: Bool, _ found: Bool, _ what: String) -> String? {
    expected == found ? nil : "it has \(found ? "" : "not ")\(what)"
  }
}
