extension UserRecord {
  /// Puts the canonical bytes of a value (``value(of:)``) into a slot. Bytes that are no such value change nothing.
  public mutating func set(_ slot: Slot, to value: [UInt8]) {
    var reader = ByteReader(value)
    switch slot {
    case .name: name = String(decoding: value, as: UTF8.self)
    case .personalMessage: personalMessage = String(decoding: value, as: UTF8.self)
    case .pin: pin = value
    case .photo: photo = value
    case .card(let card): if !cards.contains(card) { setCards(cards + [card]) }
    case .fingerprint(let index):
      guard let finger = try? Fingerprint(index: index, &reader) else { return }
      setFingerprints(fingerprints.filter { $0.index != index } + [finger])
    case .face(let kind, let index):
      setFaces(
        faces.filter { $0.kind != kind || $0.index != index } + [Face(kind: kind, index: index, template: value)])
    case .jobCodes: if let codes = try? JobCode.list(&reader) { jobCodes = codes }
    case .accessGroups:
      var groups: [AccessGroupID] = []
      while let group = try? reader.integer(AccessGroupID.self) { groups.append(group) }
      rights.setAccessGroups(groups)
    case .start: rights.start = (try? reader.integer(Int64.self)) ?? rights.start
    case .end: rights.end = (try? reader.integer(Int64.self)) ?? rights.end
    case .disabled: rights.isDisabled = value == [1]
    case .securityLevel: rights.securityLevel = value.first ?? rights.securityLevel
    case .authenticationModes: rights.setAuthenticationModes(value)
    }
  }

  /// Makes a slot vacant. Rights have no vacant state and stay.
  public mutating func clear(_ slot: Slot) {
    guard !slot.isRight else { return }
    take(slot, from: UserRecord(id: id))
  }
}

extension JobCode {
  static func list(_ reader: inout ByteReader) throws(RecordBytes.Malformed) -> [JobCode] {
    var codes: [JobCode] = []
    while !reader.isAtEnd {
      let code = try reader.integer(UInt32.self)
      codes.append(JobCode(code: code, label: String(decoding: try reader.counted(UInt16.self), as: UTF8.self)))
    }
    return codes
  }
}
