/// The limits of section 7, with the vendor's published figures as their source.
public enum Limits {
  public static let nameCharacters = 48
  public static let nameBytes = 192
  public static let personalMessageBytes = 128
  public static let pinBytes = 32
  public static let photoBytes = 16 * 1024
  public static let cards = 8
  public static let fingerprints = 10
  public static let templatesPerFingerprint = 2
  public static let fingerprintTemplateBytes = 384
  /// The largest infrared face that the vendor's devices carry is 106,632 bytes.
  public static let faceTemplateBytes = 110 * 1024
  public static let accessGroups = 16
  public static let jobCodes = 16
  public static let jobCodeLabelBytes = 48
  public static let authenticationModes = 32
  public static let securityLevel: UInt8 = 5
  /// 2001-01-01T00:00:00Z.
  public static let earliestTime: Int64 = 978_307_200
  /// 2037-12-31T23:59:59Z.
  public static let latestTime: Int64 = 2_145_916_799
  public static let recordBytes = 1 << 20
  public static let frameBytes = 2 << 20
  public static let titleCharacters = 48
}
