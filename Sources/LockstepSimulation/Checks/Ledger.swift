import LockstepCore
import LockstepStore

/// What was done to a world, kept apart from the server, and what of it the server may make of its users. Looked at after
/// every commit.
final class Ledger {
  struct Placed: Hashable {
    let device: DeviceID
    let user: UserID
  }

  /// One value of a user, whatever its place: fingers move.
  private struct Value: Hashable {
    let user: UserID
    let kind: String
    let bytes: [UInt8]
  }

  /// A value that somebody put in at a device.
  private struct Put: Hashable {
    let device: DeviceID
    let value: Value
  }

  private struct Removed: Hashable {
    let incarnation: Incarnation
    let value: Value
  }

  private struct Knowledge {
    let incarnation: Incarnation
    let revision: Revision
  }

  /// The groups that a device was ever given, its enrolment group among them.
  var groups: [DeviceID: Set<AccessGroupID>] = [:]
  /// What was written or removed by hand may be there, or be missing.
  var byHand: Set<Placed> = []
  /// Devices about whose content an operator decided: what was edited there before may be replaced.
  var replaced: Set<DeviceID> = []
  /// Devices whose memory was put back to an older state.
  var putBack: Set<DeviceID> = []
  /// Whether device updates were ever off.
  var wasOff = false
  /// From here on what is said of the past is not true of the server any more.
  var isRestored = false
  private var known: [UserID: ServerUser] = [:]
  private var head: Revision = 0
  /// What the terminal knew of the server's user when a value was put into it by hand.
  private var given: [Value: [Knowledge?]] = [:]
  /// With the base that the terminal had then.
  private var put: [Put: Base?] = [:]
  /// Every value that the server ever had.
  private var had: Set<Value> = []
  private var removed: [Removed: Revision] = [:]
  private var enrolments: [UserID: [DeviceID]] = [:]
  private var creations: [UserID: Int] = [:]
  /// Users about whom an operator decided that they come back, or come from a device.
  private var decisions: [UserID: Int] = [:]

  // MARK: What people do

  func enrolled(_ user: UserID, at device: DeviceID) { enrolments[user, default: []].append(device) }

  func decided(_ user: String) {
    if let user = try? UserID(user) { decisions[user, default: 0] += 1 }
  }

  /// Whether an operator has decided about this user, there or altogether.
  func wasDecided(_ user: UserID, at device: DeviceID) -> Bool {
    decisions[user] != nil || byHand.contains(Placed(device: device, user: user))
  }

  /// - Parameters:
  ///   - old: what the terminal held before.
  ///   - base: with which it held it.
  ///   - cursor: what the device had confirmed then. Who is enrolled without a base after it had confirmed that a value
  ///     was removed is given it anew.
  func gave(_ record: UserRecord, over old: UserRecord?, base: Base?, at device: DeviceID, cursor: Revision = 0) {
    let before = old.map(values) ?? []
    let knowledge =
      base.map { Knowledge(incarnation: $0.incarnation, revision: $0.revision) }
      ?? known[record.id].map { Knowledge(incarnation: $0.incarnation, revision: cursor) }
    for value in values(record) where !before.contains(value) {
      given[value, default: []].append(knowledge)
      put[Put(device: device, value: value)] = .some(base)
    }
  }

  /// What a write has taken away of a user at a device, although somebody put it in there and the server never had it, so
  /// that nobody has it any more (MERGE-5, SEND-2, FAIL-1), or somebody put it back there who knew that the server had
  /// removed it (MERGE-10); nil if nothing.
  func lost(_ before: UserRecord, _ after: UserRecord, at device: DeviceID) -> String? {
    guard decisions[before.id] == nil, !isRestored, !wasOff, !replaced.contains(device), !putBack.contains(device),
      !byHand.contains(Placed(device: device, user: before.id))
    else { return nil }
    return values(before).subtracting(values(after)).map { $0 }.sorted { $0.kind < $1.kind }
      .first { isOwn($0, of: device) }?.kind
  }

  private func isOwn(_ value: Value, of device: DeviceID) -> Bool {
    guard let base = put[Put(device: device, value: value)] else { return false }
    guard had.contains(value) else { return true }
    guard let base, let user = known[value.user], user.incarnation == base.incarnation else { return false }
    return removed[Removed(incarnation: base.incarnation, value: value)].map { base.revision >= $0 } ?? false
  }

  private func values(_ record: UserRecord) -> Set<Value> {
    Set(
      record.occupiedSlots.compactMap { slot in
        guard !slot.isRight, let bytes = record.value(of: slot) else { return nil }
        return Value(user: record.id, kind: slot.kind, bytes: bytes)
      })
  }

  // MARK: What the server makes of it

  private func look(_ store: Store?) throws -> [UserID: ServerUser]? {
    guard let store else { return nil }
    let last = head
    let found = try? store.read { store -> (Revision, [ServerUser])? in
      let head = try store.head()
      return head == last ? nil : (head, try store.users(limit: 10_000))
    }
    guard let (head, users) = found ?? nil else { return nil }
    self.head = head
    for user in users { had.formUnion(values(user.record)) }
    return Dictionary(uniqueKeysWithValues: users.map { ($0.record.id, $0) })
  }

  /// After a commit of nothing but devices' jobs.
  ///
  /// - Throws: ``Violation``.
  func followDevices(_ store: Store?, _ trace: Trace) throws {
    guard let users = try look(store) else { return }
    defer { known = users }
    for id in known.keys.sorted() {
      guard let before = known[id] else { continue }
      guard let after = users[id] else { throw Violation("user \(id) was deleted, and nobody asked for it") }
      guard after.incarnation == before.incarnation else {
        throw Violation("user \(id) became another incarnation by a device")
      }
      if after != before { try compare(before, after) }
    }
    for id in users.keys.sorted() where known[id] == nil {
      if let user = users[id] { try judgeNew(user) }
    }
  }

  /// MERGE-1, MERGE-10, MERGE-11, SEC-8.
  private func compare(_ before: ServerUser, _ after: ServerUser) throws {
    let id = before.record.id
    guard before.record.rights == after.record.rights else {
      throw Violation("rights of user \(id) were changed by a device")
    }
    guard before.details == after.details, before.isProtected == after.isProtected else {
      throw Violation("fields of user \(id) that no device has were changed by a device")
    }
    guard !before.isProtected || before.record == after.record else {
      throw Violation("user \(id) is protected, and was changed by a device")
    }
    for slot in before.record.occupiedSlots {
      guard let value = before.record.value(of: slot) else { continue }
      guard after.record.value(of: slot) == value else {
        throw Violation("\(slot.kind) of user \(id) was not vacant, and was changed or removed by a device")
      }
    }
    guard !isRestored else { return }
    let gained = values(after.record).subtracting(values(before.record))
    for value in gained {
      // What was taken away while a device was not registered comes back with it, if its users are taken over (SEC-6).
      let taken = removed[Removed(incarnation: before.incarnation, value: value)]
      if decisions[id] != nil, taken != nil || isShortened(value, of: before.incarnation) { continue }
      guard let bases = given[value] else { throw Violation("user \(id) gained a \(value.kind) that nobody enrolled") }
      guard let revision = taken else { continue }
      let isNew = bases.contains { $0.map { $0.incarnation == before.incarnation && $0.revision >= revision } ?? false }
      guard isNew else {
        throw Violation("a \(value.kind) of user \(id) that the server removed came back by a device")
      }
    }
  }

  /// Whether it is what a terminal with less room held of a name that was taken away (SEND-8).
  private func isShortened(_ value: Value, of incarnation: Incarnation) -> Bool {
    guard value.kind == Slot.name.kind else { return false }
    return removed.keys.contains { key in
      guard key.incarnation == incarnation, key.value.user == value.user, key.value.kind == value.kind else {
        return false
      }
      let name = String(decoding: key.value.bytes, as: UTF8.self)
      return World.profiles.contains {
        Text.cut(name, characters: $0.nameCharacters, bytes: $0.nameBytes).utf8.elementsEqual(value.bytes)
      }
    }
  }

  /// MERGE-2, DEL-3, DEL-4.
  private func judgeNew(_ user: ServerUser) throws {
    let id = user.record.id
    creations[id, default: 0] += 1
    guard !isRestored else { return }
    let devices = enrolments[id] ?? []
    guard creations[id, default: 0] <= devices.count + (decisions[id] ?? 0) || devices.contains(where: putBack.contains)
    else { throw Violation("user \(id) was made by a device at which nobody enrolled it (again)") }
    guard decisions[id] == nil else { return }
    let allowed = devices.reduce(into: Set<AccessGroupID>()) { $0.formUnion(groups[$1] ?? []) }
    guard allowed.isSuperset(of: user.record.rights.accessGroups) else {
      throw Violation("user \(id) came from a device with access groups that this device does not have")
    }
  }

  /// After a commit of an operator, which may change anything.
  func followOperator(_ store: Store?) throws {
    // What devices cannot hold changes without a revision.
    head = -1
    guard let users = try look(store) else { return }
    defer { known = users }
    for (id, before) in known {
      guard let after = users[id], after.incarnation == before.incarnation else {
        // What terminals had of somebody deleted goes with them, also where the ID is another person's by then.
        put = put.filter { $0.key.value.user != id }
        continue
      }
      let (old, new) = (values(before.record), values(after.record))
      for value in old.subtracting(new) {
        removed[Removed(incarnation: before.incarnation, value: value)] = after.revision
      }
      for value in new.subtracting(old) { removed[Removed(incarnation: before.incarnation, value: value)] = nil }
    }
  }

  /// The server goes on from what it holds.
  ///
  /// - Returns: whether every revision that was seen committed is there.
  @discardableResult
  func restarted(_ store: Store?) -> Bool {
    let committed = head
    head = -1
    guard let users = try? look(store) else { return true }
    known = users
    return head >= committed
  }
}
