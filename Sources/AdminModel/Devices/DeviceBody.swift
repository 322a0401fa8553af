/// A change of a device; what is left out stays as it is.
public struct DeviceBody: RequestBody {
  public var name: Change<String>
  public var place: Change<String>
  /// Names; replaces the whole list.
  public var accessGroups: Change<[String]>
  /// `null`: none.
  public var enrolmentGroup: Change<String>

  public init(
    name: Change<String> = .absent, place: Change<String> = .absent, accessGroups: Change<[String]> = .absent,
    enrolmentGroup: Change<String> = .absent
  ) {
    self.name = name
    self.place = place
    self.accessGroups = accessGroups
    self.enrolmentGroup = enrolmentGroup
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case name, place, accessGroups, enrolmentGroup
  }
}
