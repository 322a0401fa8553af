public import LockstepCore

/// What happens to a memory past the terminal: a bad flash cell, or somebody with a screwdriver. No entry, no mark.
extension DeviceMemory {
  /// Changes a stored record.
  ///
  /// - Parameter keepsDigest: the digest that the device keeps with it stays what it was, so that only one that is made anew
  ///   from the record tells.
  /// - Throws: ``TerminalError/notThere``.
  public mutating func tamper(
    _ user: UserID, _ changes: [RecordChange], keepsDigest: Bool = false
  ) throws(TerminalError) {
    guard var stored = users[user] else { throw .notThere }
    let digest = stored.digest
    var record = stored.record
    for change in changes { record.apply(change) }
    stored.content = SharedRecord(numbered(record))
    store(stored, as: user)
    guard keepsDigest, let altered = users[user] else { return }
    digestSum = digestSum &- altered.digest &+ digest
    users[user]?.digest = digest
  }

  /// A stored record is lost.
  ///
  /// - Throws: ``TerminalError/notThere``.
  public mutating func lose(_ user: UserID) throws(TerminalError) {
    guard remove(user) != nil else { throw .notThere }
  }

  /// A user is there that nobody enrolled and no server wrote.
  public mutating func slipIn(_ record: UserRecord) {
    store(StoredUser(content: SharedRecord(numbered(record)), base: nil, isEdited: true, editMark: 0), as: record.id)
  }
}
