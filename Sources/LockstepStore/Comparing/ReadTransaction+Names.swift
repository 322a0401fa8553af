public import LockstepCore

extension ReadTransaction {
  /// Whose name on a device is another than the server's, as the device would hold it (SEC-6). A name that is missing on
  /// either side says nothing.
  public func otherNames(_ names: [UserID: String], on device: DeviceID) throws -> Set<UserID> {
    let capabilities = try standing(of: device).capabilities
    var others: Set<UserID> = []
    for (id, name) in names {
      guard let user = try user(id) else { continue }
      let known = (try? Fit.fit(user.record, to: capabilities).name) ?? user.record.name
      if !name.isEmpty, !known.isEmpty, name != known { others.insert(id) }
    }
    return others
  }
}
