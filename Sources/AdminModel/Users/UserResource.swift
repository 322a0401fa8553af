public import Foundation

/// A user as the server has it. Templates, PIN hash and photo are never part of it: only whether they are there.
public struct UserResource: Codable, Hashable, Sendable {
  public var id: String
  public var name: String
  public var personalMessage: String
  public var email: String
  public var phone: String
  public var department: String
  public var title: String
  public var customFields: [String: String]
  /// Names, in the order of the alphabet.
  public var accessGroups: [String]
  /// None is no limit.
  @OrNull public var start: Date?
  /// None is no limit.
  @OrNull public var end: Date?
  public var disabled: Bool
  /// 0 is the device's own, else 1 (lowest) to 5 (strictest).
  public var securityLevel: Int
  /// Empty is the device's own choice.
  public var authenticationModes: [Int]
  /// No device and no file changes this user.
  public var protected: Bool
  public var cards: [CardValue]
  public var hasPIN: Bool
  public var hasPhoto: Bool
  /// The finger indexes that have templates.
  public var fingerprints: [Int]
  public var faces: [FaceSlot]
  public var jobCodes: [JobCodeValue]
  /// Which person the ID stands for: an ID used again is a new one.
  public var incarnation: Int64
  /// The last change of what devices can hold.
  public var revision: Int64
  /// Rises with every change; the ETag.
  public var version: Int64
  public var createdAt: Date
  public var changedAt: Date

  public init(
    id: String, name: String, personalMessage: String, email: String, phone: String, department: String,
    title: String, customFields: [String: String], accessGroups: [String], start: Date? = nil, end: Date? = nil,
    disabled: Bool, securityLevel: Int, authenticationModes: [Int], protected: Bool, cards: [CardValue],
    hasPIN: Bool, hasPhoto: Bool, fingerprints: [Int], faces: [FaceSlot], jobCodes: [JobCodeValue],
    incarnation: Int64, revision: Int64, version: Int64, createdAt: Date, changedAt: Date
  ) {
    self.id = id
    self.name = name
    self.personalMessage = personalMessage
    self.email = email
    self.phone = phone
    self.department = department
    self.title = title
    self.customFields = customFields
    self.accessGroups = accessGroups
    self.start = start
    self.end = end
    self.disabled = disabled
    self.securityLevel = securityLevel
    self.authenticationModes = authenticationModes
    self.protected = protected
    self.cards = cards
    self.hasPIN = hasPIN
    self.hasPhoto = hasPhoto
    self.fingerprints = fingerprints
    self.faces = faces
    self.jobCodes = jobCodes
    self.incarnation = incarnation
    self.revision = revision
    self.version = version
    self.createdAt = createdAt
    self.changedAt = changedAt
  }
}
