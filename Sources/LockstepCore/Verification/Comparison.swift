/// Sets one user of a device's list against what the device should hold (VERIFY-2, -3).
public enum Comparison {
  /// What the server has of the ID.
  public struct Expected: Hashable, Sendable {
    public let incarnation: Incarnation
    public let revision: Revision
    /// The digest of what the device should hold; nil if it should not hold this user.
    public let digest: UInt128?
    /// The same with the server's values in place of the device's own ones whose differences are open; nil without any.
    public let withoutDifferences: UInt128?

    public init(incarnation: Incarnation, revision: Revision, digest: UInt128?, withoutDifferences: UInt128? = nil) {
      self.incarnation = incarnation
      self.revision = revision
      self.digest = digest
      self.withoutDifferences = withoutDifferences
    }

    /// Whether the device no longer holds the values of its own, e.g. because its memory was put back.
    public func hasMet(_ listed: ListedUser) -> Bool {
      digest != listed.digest && withoutDifferences == listed.digest
    }
  }

  /// The raw value is the word of API and commands.
  public enum Finding: String, Hashable, Sendable, CaseIterable {
    case same
    /// Different, base older, not edited: sent.
    case stale
    /// Different, not edited, and its base is newer than the server's: the server was restored from an older state.
    case ahead
    /// Different and edited there, or enrolled there: pulled and merged with device updates on, else shown.
    case edited
    /// Different although neither side changed it: an alarm, sent on request.
    case altered
    /// The server does not know it: offered for upload or deletion.
    case new
    /// With the base of a deleted user: deleted there.
    case deleted
    /// Known to the server, but not one of this device's: removed there.
    case outOfScope = "out-of-scope"
    /// Not one of this device's, and edited or enrolled there.
    case editedOutOfScope = "edited-out-of-scope"
    /// With the base of another server: an operator decides.
    case foreign
    /// Should be there and is not.
    case missing
  }

  public static func judge(_ listed: ListedUser, _ expected: Expected?, server: ServerID) -> Finding {
    if let digest = expected?.digest, digest == listed.digest { return .same }
    if let expected, expected.hasMet(listed) { return .same }
    if let base = listed.base, base.server != server { return .foreign }
    guard let expected else { return listed.base == nil ? .new : .deleted }
    guard expected.digest != nil else {
      return listed.base == nil || listed.isEdited ? .editedOutOfScope : .outOfScope
    }
    guard let base = listed.base, !listed.isEdited else { return .edited }
    guard base.incarnation == expected.incarnation else {
      return base.incarnation < expected.incarnation ? .stale : .ahead
    }
    guard base.revision == expected.revision else { return base.revision < expected.revision ? .stale : .ahead }
    return .altered
  }
}
