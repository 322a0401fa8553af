import AdminModel

extension UserResource {
  /// `2 cards, 1 finger, PIN`.
  var credentials: String {
    var parts: [String] = []
    if !cards.isEmpty { parts.append(Words.count(cards.count, "card")) }
    if !fingerprints.isEmpty { parts.append(Words.count(fingerprints.count, "finger")) }
    if !faces.isEmpty { parts.append(Words.count(faces.count, "face")) }
    if hasPIN { parts.append("PIN") }
    return Words.list(parts)
  }

  /// Whether and when the user is let in.
  var validity: String {
    if disabled { return "disabled" }
    switch (start, end) {
    case (nil, nil): return "always"
    case (let start?, nil): return "from \(Timestamp.text(start))"
    case (nil, let end?): return "until \(Timestamp.text(end))"
    case (let start?, let end?): return "\(Timestamp.text(start)) – \(Timestamp.text(end))"
    }
  }

  /// Everything of the user, as people read it.
  var fields: [(String, String)] {
    [
      ("ID", id), ("Name", Words.text(name)), ("Personal message", Words.text(personalMessage)),
      ("E-mail", Words.text(email)), ("Phone", Words.text(phone)), ("Department", Words.text(department)),
      ("Title", Words.text(title)),
      ("Custom fields", Words.list(customFields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })),
      ("Access groups", Words.list(accessGroups)), ("Valid", validity),
      ("Security level", securityLevel == 0 ? "the device's own" : "\(securityLevel)"),
      ("Authentication modes", authenticationModes.isEmpty ? "the device's own" : "\(authenticationModes)"),
      ("Protected", Words.yes(protected)), ("Cards", Words.list(cards.map { "\($0.kind) \($0.number)" })),
      ("Fingers", Words.list(fingerprints.map { "\($0)" })),
      ("Faces", Words.list(faces.map { "\($0.kind) \($0.index)" })),
      ("PIN", hasPIN ? "set" : "—"), ("Photo", hasPhoto ? "set" : "—"),
      ("Job codes", Words.list(jobCodes.map { "\($0.code) \($0.label)" })),
      ("Revision", "\(revision), version \(version), incarnation \(incarnation)"),
      ("Created", Words.time(createdAt)), ("Changed", Words.time(changedAt)),
    ]
  }
}
