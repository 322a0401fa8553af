public import LockstepCore

/// Invented people, so that tests speak of somebody.
public enum People {
  /// Ada Quill has one of everything that a record can hold.
  public static func ada(id: String = "17") throws -> UserRecord {
    UserRecord(
      id: try UserID(id), name: "Ada Quill", personalMessage: "Mind the step", pin: Sample.pin(1),
      photo: Sample.photo(1),
      cards: [try Sample.card("12345"), try Sample.card("777", .mobile)],
      fingerprints: [Sample.finger(0, 1, 2), Sample.finger(3, 3)],
      faces: [Sample.face(.infrared, 0, 1), Sample.face(.visual, 1, 2)],
      jobCodes: [JobCode(code: 1, label: "Workshop"), JobCode(code: 2, label: "Office")],
      rights: Rights(
        accessGroups: [1, 2], start: 1_700_000_000, end: 1_900_000_000, securityLevel: 2, authenticationModes: [1, 2]))
  }

  /// Bruno Tal has an ID and a name.
  public static func bruno(id: String = "18") throws -> UserRecord {
    UserRecord(id: try UserID(id), name: "Bruno Tal")
  }

  /// A record with an ID only: every field is vacant.
  public static func nobody(id: String = "17") throws -> UserRecord { UserRecord(id: try UserID(id)) }

  /// Names of every shape that a device may send: other scripts, long ones, composed characters.
  public static let names = [
    "Ada Quill", "Bruno Tal", "Chiyo Maruyama", "Đặng Thị Hà", "Ewa Żółkowska", "Øystein Ås", "李 小龍子",
    "Maximiliane Alexandra von und zu Hohenfeld-Brand", "👩‍👩‍👧‍👦 Verein", "Noël Noe\u{301}", "O", "Mary  Jo",
  ]
}
