import Foundation

extension UserRecord {
  /// The record with text in NFC and trimmed (LIMIT-2), or the first value that is over its limit.
  ///
  /// - Throws: ``LimitError`` that names the field, its limit and what was found, never the value.
  public func checked() throws(LimitError) -> UserRecord {
    var record = self
    record.name = try Self.name(name)
    record.personalMessage = try Text.trimmed(
      personalMessage, field: "personal message", bytes: Limits.personalMessageBytes)
    try checkSecrets()
    try checkCredentials()
    record.jobCodes = try checkedJobCodes()
    try rights.check()
    return record
  }

  /// A name: NFC, trimmed, at most 48 characters and 192 bytes.
  public static func name(_ name: String) throws(LimitError) -> String {
    try Text.trimmed(name, field: "name", characters: Limits.nameCharacters, bytes: Limits.nameBytes)
  }

  private func checkSecrets() throws(LimitError) {
    if let pin, pin.count != Limits.pinBytes {
      throw LimitError(field: "PIN", limit: "a hash of 32 bytes", actual: "\(pin.count) bytes")
    }
    guard let photo else { return }
    guard photo.count <= Limits.photoBytes else {
      throw LimitError(field: "photo", limit: "at most 16384 bytes", actual: "\(photo.count) bytes")
    }
    guard photo.starts(with: [0xFF, 0xD8, 0xFF]) else {
      throw LimitError(field: "photo", limit: "JPEG", actual: "another format")
    }
  }

  private func checkCredentials() throws(LimitError) {
    try Self.check(cards.count, field: "cards", atMost: Limits.cards)
    guard Set(cards).count == cards.count else {
      throw LimitError(field: "cards", limit: "each card once", actual: "one card twice")
    }
    try Self.check(fingerprints.count, field: "fingerprints", atMost: Limits.fingerprints)
    guard Set(fingerprints.map(\.index)).count == fingerprints.count else {
      throw LimitError(field: "fingerprints", limit: "each index once", actual: "one index twice")
    }
    for fingerprint in fingerprints { try fingerprint.check() }
    for kind in Face.Kind.allCases {
      let ofKind = faces.filter { $0.kind == kind }
      try Self.check(ofKind.count, field: "\(kind.name) faces", atMost: kind.limit)
      guard Set(ofKind.map(\.index)).count == ofKind.count else {
        throw LimitError(field: "\(kind.name) faces", limit: "each index once", actual: "one index twice")
      }
    }
    for face in faces { try face.check() }
  }

  private func checkedJobCodes() throws(LimitError) -> [JobCode] {
    try Self.check(jobCodes.count, field: "job codes", atMost: Limits.jobCodes)
    var checked: [JobCode] = []
    for code in jobCodes {
      let label = try Text.trimmed(code.label, field: "job code label", bytes: Limits.jobCodeLabelBytes)
      checked.append(JobCode(code: code.code, label: label))
    }
    return checked
  }

  static func check(_ count: Int, field: String, atMost limit: Int) throws(LimitError) {
    guard count <= limit else { throw LimitError(field: field, limit: "at most \(limit)", actual: "\(count)") }
  }
}

extension Fingerprint {
  func check() throws(LimitError) {
    guard index < Limits.fingerprints else {
      throw LimitError(field: "fingerprint index", limit: "0…9", actual: "\(index)")
    }
    guard (1...Limits.templatesPerFingerprint).contains(templates.count) else {
      throw LimitError(field: "fingerprint \(index)", limit: "1 or 2 templates", actual: "\(templates.count)")
    }
    for (number, template) in templates.enumerated()
    where template.isEmpty || template.count > Limits.fingerprintTemplateBytes {
      throw LimitError(
        field: "fingerprint \(index), template \(number + 1)", limit: "1 to 384 bytes",
        actual: "\(template.count) bytes")
    }
  }
}

extension Face {
  func check() throws(LimitError) {
    guard index < kind.limit else {
      throw LimitError(field: "\(kind.name) face index", limit: "0…\(kind.limit - 1)", actual: "\(index)")
    }
    guard !template.isEmpty, template.count <= Limits.faceTemplateBytes else {
      throw LimitError(
        field: "\(kind.name) face \(index)", limit: "1 to \(Limits.faceTemplateBytes) bytes",
        actual: "\(template.count) bytes")
    }
  }
}

extension Rights {
  /// - Throws: ``LimitError`` of the first right over its limit.
  public func check() throws(LimitError) {
    try UserRecord.check(accessGroups.count, field: "access groups", atMost: Limits.accessGroups)
    guard !accessGroups.contains(0) else {
      throw LimitError(field: "access groups", limit: "numbers from 1", actual: "0")
    }
    for (field, time) in [("start", start), ("end", end)]
    where time != 0 && !(Limits.earliestTime...Limits.latestTime).contains(time) {
      throw LimitError(field: field, limit: "none, or 2001-01-01 to 2037-12-31", actual: "another time")
    }
    guard start == 0 || end == 0 || start <= end else {
      throw LimitError(field: "end", limit: "not before start", actual: "an earlier time")
    }
    guard securityLevel <= Limits.securityLevel else {
      throw LimitError(field: "security level", limit: "0…5", actual: "\(securityLevel)")
    }
    try UserRecord.check(
      authenticationModes.count, field: "authentication modes", atMost: Limits.authenticationModes)
  }
}
