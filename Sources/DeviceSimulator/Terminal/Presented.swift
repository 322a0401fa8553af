public import LockstepCore

/// What a person shows to a terminal.
public enum Presented: Hashable, Sendable {
  /// A physical card of any kind.
  case card(CardNumber)
  /// A mobile credential.
  case phone(CardNumber)
  case qr(CardNumber)
  /// A template of the finger.
  case finger([UInt8])
  case face(Face.Kind, [UInt8])
  /// A user ID typed in, with the hash of the PIN typed after it.
  case pin(UserID, [UInt8])
}

/// What the terminal does then.
public enum AccessOutcome: Hashable, Sendable, CustomStringConvertible {
  case granted(UserID)
  case denied(DenialReason)

  public var description: String {
    switch self {
    case .granted(let user): "granted to user \(user)"
    case .denied(let reason): "denied: \(reason.rawValue)"
    }
  }
}

/// Why a door stays closed.
public enum DenialReason: String, CaseIterable, Hashable, Sendable {
  /// The terminal holds nobody with this credential.
  case unknown
  case disabled
  /// Before the user's start, by the terminal's clock.
  case notYetValid = "not-yet-valid"
  /// After the user's end, by the terminal's clock.
  case expired
}
