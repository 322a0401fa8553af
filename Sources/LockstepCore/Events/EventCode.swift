/// A code of the field, `main | sub`: the high byte is what happened, the low byte the reason (section 2). Unknown codes
/// are kept as they are (LOG-6).
public struct EventCode: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt16

  public init(_ rawValue: UInt16) { self.rawValue = rawValue }

  public var main: UInt16 { rawValue & 0xFF00 }
  public var sub: UInt8 { UInt8(rawValue & 0x00FF) }

  public static let enrollSuccess = EventCode(0x2000)
  public static let enrollFail = EventCode(0x2100)
  public static let updateSuccess = EventCode(0x2200)
  public static let updateFail = EventCode(0x2300)
  public static let deleteSuccess = EventCode(0x2400)
  public static let deleteFail = EventCode(0x2500)
  public static let deleteAllSuccess = EventCode(0x2600)
  public static let duplicateCredential = EventCode(0x2800)
  public static let partialUpdateSuccess = EventCode(0x2900)
  public static let partialUpdateFail = EventCode(0x2A00)
  public static let logCleared = EventCode(0x4200)
  public static let databaseReset = EventCode(0x4501)
  public static let factoryReset = EventCode(0x4502)
  public static let userSyncToServerFailure = EventCode(0xC000)
  /// Access granted, by card (the field's *verify success* and *identify success* families).
  public static let verifySuccess = EventCode(0x1000)
  public static let verifyFail = EventCode(0x1100)
  public static let identifySuccess = EventCode(0x1300)
  public static let identifyFail = EventCode(0x1400)
  public static let accessDenied = EventCode(0x1900)

  /// `0x2200`.
  public var description: String {
    let digits = String(rawValue, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// Whether an entry with origin *device* makes the server pull the user (PULL-1).
  public var startsPull: Bool { [0x2000, 0x2200, 0x2900].contains(main) }
}
