import GRDB
public import LockstepCore

extension ReadTransaction {
  /// What a device should hold (VERIFY-5): every user in its scope, fitted to it, with its own value in slots whose
  /// difference is open, without users that have an exception there.
  public func expectedContent(of device: DeviceID) throws -> [UserID: UserRecord] {
    let standing = try standing(of: device)
    let line = try self.line(of: device)
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT \(Self.userColumns) FROM users WHERE \(Self.everybody(in: standing.scope)) AND \(Self.isFree)
            AND \(Self.fits(line, standing.scope))
          """),
      arguments: Self.arguments(device, line: line))
    var content: [UserID: UserRecord] = [:]
    while let row = try rows.next() {
      let user = try serverUser(row)
      let differences = try openDifferences(of: user.record.id, on: device)
      content[user.record.id] = try? Target.held(
        user.record, by: standing.capabilities, differences: differences)
    }
    return content
  }
}
