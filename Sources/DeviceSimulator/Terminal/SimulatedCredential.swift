import Crypto
public import LockstepCore

/// Fingers, faces and PINs of invented people. A template begins with whose it is, by which terminals match it; the rest
/// is the scan: two scans of one finger are equal to a terminal and differ in their bytes, as real ones do.
public enum SimulatedCredential {
  static let identityBytes = 16

  /// - Parameter scan: another text is another scan of the same finger.
  public static func finger(
    _ index: UInt8, of user: UserID, scan: String = "", isDuress: Bool = false
  ) -> Fingerprint {
    Fingerprint(index: index, templates: [template("finger \(index)", of: user, scan: scan, 64)], isDuress: isDuress)
  }

  public static func face(_ kind: Face.Kind, _ index: UInt8, of user: UserID, scan: String = "") -> Face {
    Face(kind: kind, index: index, template: template("face \(kind.name) \(index)", of: user, scan: scan, 256))
  }

  /// The hash that terminals make of a PIN. It is the same on every terminal, so that a PIN enrolled at one opens all.
  public static func pin(_ digits: String) -> [UInt8] {
    Array(SHA256.hash(data: Array("simulated terminal PIN \(digits)".utf8)))
  }

  /// A small file that begins as a JPEG does.
  public static func photo(of user: UserID, shot: String = "") -> [UInt8] {
    [0xFF, 0xD8, 0xFF, 0xE0] + template("photo", of: user, scan: shot, 512) + [0xFF, 0xD9]
  }

  private static func template(_ part: String, of user: UserID, scan: String, _ count: Int) -> [UInt8] {
    let identity = SHA256.hash(data: Array("\(part) of \(user.text)".utf8))
    var bytes = Array(identity.prefix(identityBytes))
    var block = Array(SHA256.hash(data: Array("\(part) of \(user.text) scan \(scan)".utf8)))
    while bytes.count < count {
      bytes += block
      block = Array(SHA256.hash(data: block))
    }
    return Array(bytes.prefix(count))
  }
}
