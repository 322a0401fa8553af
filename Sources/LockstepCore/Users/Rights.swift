/// The number of an access group.
public typealias AccessGroupID = UInt32

/// What a user may do. Owned by the server: a terminal never grants it (MERGE-11).
public struct Rights: Hashable, Sendable {
  /// Sorted, without duplicates, at most 16.
  public private(set) var accessGroups: [AccessGroupID]
  /// Unix seconds; 0 is no limit.
  public var start: Int64
  /// Unix seconds; 0 is no limit.
  public var end: Int64
  public var isDisabled: Bool
  /// 0 the device's own, else 1 (lowest) to 5 (strictest).
  public var securityLevel: UInt8
  /// Numbers of the ways in which this user may be authenticated; sorted; empty is the device's own choice.
  public private(set) var authenticationModes: [UInt8]

  public init(
    accessGroups: [AccessGroupID] = [], start: Int64 = 0, end: Int64 = 0, isDisabled: Bool = false,
    securityLevel: UInt8 = 0, authenticationModes: [UInt8] = []
  ) {
    self.accessGroups = Set(accessGroups).sorted()
    self.start = start
    self.end = end
    self.isDisabled = isDisabled
    self.securityLevel = securityLevel
    self.authenticationModes = Set(authenticationModes).sorted()
  }

  public mutating func setAccessGroups(_ groups: some Sequence<AccessGroupID>) {
    accessGroups = Set(groups).sorted()
  }

  public mutating func setAuthenticationModes(_ modes: some Sequence<UInt8>) {
    authenticationModes = Set(modes).sorted()
  }
}
