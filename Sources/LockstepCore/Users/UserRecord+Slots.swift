extension UserRecord {
  /// The slots that hold a value, rights included, in the order of the record.
  public var occupiedSlots: [Slot] {
    var slots: [Slot] = []
    if !name.isEmpty { slots.append(.name) }
    if !personalMessage.isEmpty { slots.append(.personalMessage) }
    if pin != nil { slots.append(.pin) }
    if photo != nil { slots.append(.photo) }
    slots += cards.map { .card($0) }
    slots += fingerprints.map { .fingerprint($0.index) }
    slots += faces.map { .face($0.kind, $0.index) }
    if !jobCodes.isEmpty { slots.append(.jobCodes) }
    return slots + Slot.rights
  }

  /// The canonical bytes of the value in a slot, nil when it is vacant. Rights are never vacant. Two records hold the
  /// same value in a slot exactly if these bytes are equal.
  public func value(of slot: Slot) -> [UInt8]? {
    switch slot {
    case .name: name.isEmpty ? nil : Array(name.utf8)
    case .personalMessage: personalMessage.isEmpty ? nil : Array(personalMessage.utf8)
    case .pin: pin
    case .photo: photo
    case .card(let card): cards.contains(card) ? card.valueBytes : nil
    case .fingerprint(let index): fingerprints.first { $0.index == index }?.valueBytes
    case .face(let kind, let index): faces.first { $0.kind == kind && $0.index == index }?.template
    case .jobCodes: jobCodes.isEmpty ? nil : jobCodes.flatMap(\.valueBytes)
    case .accessGroups: rights.accessGroups.flatMap(\.bigEndianBytes)
    case .start: rights.start.bigEndianBytes
    case .end: rights.end.bigEndianBytes
    case .disabled: [rights.isDisabled ? 1 : 0]
    case .securityLevel: [rights.securityLevel]
    case .authenticationModes: rights.authenticationModes
    }
  }

  /// Takes the value of a slot from another record; a slot that is vacant there becomes vacant here.
  public mutating func take(_ slot: Slot, from other: UserRecord) {
    switch slot {
    case .name: name = other.name
    case .personalMessage: personalMessage = other.personalMessage
    case .pin: pin = other.pin
    case .photo: photo = other.photo
    case .card(let card):
      setCards(cards.filter { $0 != card } + (other.cards.contains(card) ? [card] : []))
    case .fingerprint(let index):
      setFingerprints(fingerprints.filter { $0.index != index } + other.fingerprints.filter { $0.index == index })
    case .face(let kind, let index):
      setFaces(
        faces.filter { $0.kind != kind || $0.index != index }
          + other.faces.filter { $0.kind == kind && $0.index == index })
    case .jobCodes: jobCodes = other.jobCodes
    case .accessGroups: rights.setAccessGroups(other.rights.accessGroups)
    case .start: rights.start = other.rights.start
    case .end: rights.end = other.rights.end
    case .disabled: rights.isDisabled = other.rights.isDisabled
    case .securityLevel: rights.securityLevel = other.rights.securityLevel
    case .authenticationModes: rights.setAuthenticationModes(other.rights.authenticationModes)
    }
  }
}

extension Card {
  /// The kind, and the bytes of the number.
  var valueBytes: [UInt8] { [kind.rawValue] + number.bytes }
}

extension Fingerprint {
  /// Duress flag, then each template after its 2-byte length. The index is the slot, not the value. Templates are under
  /// their limit (LIMIT-4) wherever records come in; a longer one is cut here, so that no input can stop the process.
  var valueBytes: [UInt8] {
    templates.reduce(into: [isDuress ? 1 : 0]) { bytes, template in
      let content = template.prefix(Int(UInt16.max))
      bytes += UInt16(content.count).bigEndianBytes
      bytes += content
    }
  }
}

extension JobCode {
  /// The code, the label's 2-byte length, the label.
  var valueBytes: [UInt8] {
    let content = label.utf8.prefix(Int(UInt16.max))
    return code.bigEndianBytes + UInt16(content.count).bigEndianBytes + Array(content)
  }
}

extension FixedWidthInteger {
  public var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian, Array.init) }
}
