public import Foundation

/// What a request says of a user. Adding: what is left out stays vacant; without ID the server gives the next of its
/// range.
/// Changing: what is left out stays as it is, `null` clears, and each list replaces the whole list.
public struct UserBody: RequestBody {
  /// Only when adding.
  public var id: Change<String>
  public var name: Change<String>
  public var personalMessage: Change<String>
  public var email: Change<String>
  public var phone: Change<String>
  public var department: Change<String>
  public var title: Change<String>
  public var customFields: Change<[String: String]>
  /// Names.
  public var accessGroups: Change<[String]>
  public var start: Change<Date>
  public var end: Change<Date>
  public var disabled: Change<Bool>
  public var securityLevel: Change<Int>
  public var authenticationModes: Change<[Int]>
  public var protected: Change<Bool>
  public var cards: Change<[CardValue]>
  /// The opaque 32-byte hash that devices make.
  public var pin: Change<Data>
  /// JPEG, at most 16 KB.
  public var photo: Change<Data>
  public var fingerprints: Change<[FingerprintBody]>
  public var faces: Change<[FaceBody]>
  public var jobCodes: Change<[JobCodeValue]>

  public init(
    id: Change<String> = .absent, name: Change<String> = .absent, personalMessage: Change<String> = .absent,
    email: Change<String> = .absent, phone: Change<String> = .absent, department: Change<String> = .absent,
    title: Change<String> = .absent, customFields: Change<[String: String]> = .absent,
    accessGroups: Change<[String]> = .absent, start: Change<Date> = .absent, end: Change<Date> = .absent,
    disabled: Change<Bool> = .absent, securityLevel: Change<Int> = .absent,
    authenticationModes: Change<[Int]> = .absent, protected: Change<Bool> = .absent,
    cards: Change<[CardValue]> = .absent, pin: Change<Data> = .absent, photo: Change<Data> = .absent,
    fingerprints: Change<[FingerprintBody]> = .absent, faces: Change<[FaceBody]> = .absent,
    jobCodes: Change<[JobCodeValue]> = .absent
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
    self.pin = pin
    self.photo = photo
    self.fingerprints = fingerprints
    self.faces = faces
    self.jobCodes = jobCodes
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case id, name, personalMessage, email, phone, department, title, customFields, accessGroups, start, end,
      disabled, securityLevel, authenticationModes, protected, cards, pin, photo, fingerprints, faces, jobCodes
  }
}
