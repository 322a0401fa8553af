/// One user in a device's list: its content as a digest, and what the device keeps with it.
public struct ListedUser: Hashable, Sendable {
  public var user: UserID
  public var digest: UInt128
  public var base: Base?
  public var isEdited: Bool
  public var editMark: LogID

  public init(user: UserID, digest: UInt128, base: Base?, isEdited: Bool, editMark: LogID) {
    self.user = user
    self.digest = digest
    self.base = base
    self.isEdited = isEdited
    self.editMark = editMark
  }
}
