import AdminModel

extension ProjectResource {
  /// All whom it manages.
  var managed: Int { people.filter { $0.key != "deletion-pending" }.values.reduce(0, +) }

  func fields(_ admins: [ProjectAdminResource]) -> [(String, String)] {
    var fields = [
      ("Name", name), ("Short name", shortName), ("Enable Auto-sync", enabled ? "on" : "off"),
      ("Last completed Auto-sync", Words.time(completedAt)), ("Next expected run", Words.time(nextExpectedAt)),
      ("Interval", "\(intervalMinutes) minutes"), ("Delete linked users too", deleteLinkedUsers ? "yes" : "no"),
      ("Invitations", invitations), ("Access groups", Words.list(accessGroups)),
      ("Held beyond", "\(mostDeletions) people or \(mostPercent) %, whichever is more"), ("Language", language),
      ("Support contact", Words.text(supportContact)), ("Sender name", Words.text(senderName)),
      ("Watched path", Words.text(watchedPath)),
      ("People", Words.list(people.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map { "\($0.value) \($0.key)" })),
      ("Waits", Words.list(held.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })),
      ("Official contact", Words.list(officialContacts)),
    ]
    if !admins.isEmpty { fields.append(("Admins", Words.list(admins.map(\.name)))) }
    if let missedSince { fields.append(("Alarm", "no completed run since \(Words.time(missedSince))")) }
    if let warning { fields.append(("Warning", warning)) }
    return fields
  }
}
