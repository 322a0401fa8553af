/// One finger: up to two templates of at most 384 bytes (LIMIT-4).
public struct Fingerprint: Hashable, Sendable {
  /// 0…9. On a device without indexes the position in its list; such devices compare templates only (MERGE).
  public let index: UInt8
  public let templates: [[UInt8]]
  /// Opens the door and raises a silent alarm.
  public let isDuress: Bool

  public init(index: UInt8, templates: [[UInt8]], isDuress: Bool = false) {
    self.index = index
    self.templates = templates
    self.isDuress = isDuress
  }
}
