import DeviceSimulator
import LockstepCore
import LockstepStore

/// Who there is, and what of them changes.
extension World {
  func someID() -> UserID? { try? UserID("\(chance.number(1...plan.users))") }

  func someRecord(_ id: UserID) -> UserRecord {
    var record = UserRecord(id: id)
    for _ in 0..<chance.number(1...4) { change(&record) }
    return record
  }

  /// Changes one thing that can be enrolled.
  func change(_ record: inout UserRecord) {
    switch chance.number(1...14) {
    case 1, 2: record.name = chance.pick(["Ada Byron", "Bruno Keller", "Çağla Öz", "Li Na", "Zoë Ångström", ""])
    case 3: record.personalMessage = chance.pick(["Welcome", "Mind the step", ""])
    case 4: record.pin = chance.once(in: 4) ? nil : Array(repeating: UInt8(chance.number(1...3)), count: 32)
    case 5, 6, 7:
      guard let number = try? CardNumber(text: "\(chance.number(100...100 + plan.users))") else { return }
      record.setCards(record.cards + [Card(kind: chance.pick([.csn, .wiegand, .mobile]), number: number)])
      var seen: Set<CardNumber> = []
      record.setCards(record.cards.filter { seen.insert($0.number).inserted }.suffix(3))
    case 8: record.setCards(Array(record.cards.dropFirst()))
    case 9, 10:
      let index = UInt8(chance.number(0...2))
      let template = [UInt8](repeating: UInt8(chance.number(1...200)), count: 16)
      record.setFingerprints(
        record.fingerprints.filter { $0.index != index } + [Fingerprint(index: index, templates: [template])])
    case 11: record.setFingerprints(Array(record.fingerprints.dropFirst()))
    case 12:
      let face = Face(
        kind: chance.pick(Face.Kind.allCases), index: 0,
        template: [UInt8](repeating: UInt8(chance.number(1...200)), count: 24))
      record.setFaces(record.faces.filter { $0.kind != face.kind } + [face])
    case 13: record.photo = chance.once(in: 3) ? nil : [0xFF, 0xD8, 0xFF, UInt8(chance.number(1...9)), 0xFF, 0xD9]
    default: record.jobCodes = chance.once(in: 3) ? [] : [JobCode(code: UInt32(chance.number(1...3)), label: "Shift")]
    }
  }

  /// Takes away one thing of what there is.
  func takeAway(_ record: inout UserRecord) {
    switch chance.pickOne(record.occupiedSlots.filter { !$0.isRight }) {
    case .name: record.name = ""
    case .personalMessage: record.personalMessage = ""
    case .pin: record.pin = nil
    case .photo: record.photo = nil
    case .card: record.setCards(Array(record.cards.dropFirst()))
    case .fingerprint: record.setFingerprints(Array(record.fingerprints.dropFirst()))
    case .face: record.setFaces(Array(record.faces.dropFirst()))
    case .jobCodes: record.jobCodes = []
    default: return
    }
  }

  // MARK: At the terminal

  func enrol(at terminal: SimulatedTerminal) throws {
    guard let id = someID() else { return }
    let record = someRecord(id)
    trace.note("device \(terminal.id): enrols \(id)")
    defer { terminal.pump() }
    guard (try? terminal.memory.enrol(record, at: scheduler.now / 1000)) != nil else { return }
    ledger.enrolled(id, at: terminal.id)
    terminal.edited(id)
    guard let held = terminal.memory.user(id) else { return }
    let device = terminal.id
    let cursor = try? server.store?.read { try $0.standing(of: device) }.cursor
    ledger.gave(held.record, over: nil, base: nil, at: terminal.id, cursor: cursor ?? 0)
  }

  /// - Parameter user: nil for anybody who is there.
  func edit(_ user: UserID?, at terminal: SimulatedTerminal) throws {
    guard let id = user ?? chance.pickOne(terminal.memory.userIDs), let before = terminal.memory.user(id) else {
      return
    }
    var record = before.record
    change(&record)
    if chance.once(in: 8) { record.rights.isDisabled.toggle() }
    if chance.once(in: 8) { record.rights.setAccessGroups(someGroups()) }
    trace.note("device \(terminal.id): edits \(id)")
    defer { terminal.pump() }
    let changes = RecordChange.all(from: before.record, to: record)
    guard !changes.isEmpty else { return }
    let isPartial = chance.once(in: 4)
    guard (try? terminal.memory.edit(id, changes, isPartial: isPartial, at: scheduler.now / 1000)) != nil,
      let after = terminal.memory.user(id)
    else { return }
    terminal.edited(id)
    ledger.gave(after.record, over: before.record, base: before.base, at: terminal.id)
  }
}

extension RecordChange {
  /// What makes of one record the other, as people do it.
  static func all(from old: UserRecord, to new: UserRecord) -> [RecordChange] {
    var changes: [RecordChange] = []
    if old.name != new.name { changes.append(.name(new.name)) }
    if old.personalMessage != new.personalMessage { changes.append(.personalMessage(new.personalMessage)) }
    if old.pin != new.pin { changes.append(.pin(new.pin)) }
    if old.photo != new.photo { changes.append(.photo(new.photo)) }
    if old.jobCodes != new.jobCodes { changes.append(.jobCodes(new.jobCodes)) }
    changes += old.cards.filter { !new.cards.contains($0) }.map { .removeCard($0) }
    changes += new.cards.filter { !old.cards.contains($0) }.map { .addCard($0) }
    changes += new.fingerprints.filter { !old.fingerprints.contains($0) }.map { .addFingerprint($0) }
    changes += old.fingerprints.filter { finger in !new.fingerprints.contains { $0.index == finger.index } }
      .map { .removeFingerprint($0.index) }
    changes += new.faces.filter { !old.faces.contains($0) }.map { .addFace($0) }
    if old.rights.isDisabled != new.rights.isDisabled { changes.append(.disabled(new.rights.isDisabled)) }
    if old.rights.accessGroups != new.rights.accessGroups { changes.append(.accessGroups(new.rights.accessGroups)) }
    return changes
  }
}
