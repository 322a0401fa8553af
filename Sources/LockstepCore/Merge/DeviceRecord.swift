/// One user as a device holds it: the record, and what the device keeps with it.
public struct DeviceRecord: Hashable, Sendable {
  public let record: UserRecord
  /// None if enrolled there.
  public let base: Base?
  /// Whether the user was edited at the device since its base.
  public let isEdited: Bool
  /// The log ID of the last edit at the device, 0 for none.
  public let editMark: LogID

  public init(record: UserRecord, base: Base? = nil, isEdited: Bool = false, editMark: LogID = 0) {
    self.record = record
    self.base = base
    self.isEdited = isEdited
    self.editMark = editMark
  }
}
