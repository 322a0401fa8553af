/// Merges what a device holds into what the server has: only vacant fields (section 4). A pure function of the server's
/// user, its superseded values and the device's record with base and capabilities (MERGE-3).
public struct Merge: Sendable {
  /// A value that the server removed, cleared or replaced (MERGE-10).
  public struct Superseded: Hashable, Sendable {
    public let slot: Slot
    public let digest: UInt128
    public let revision: Revision

    public init(slot: Slot, digest: UInt128, revision: Revision) {
      self.slot = slot
      self.digest = digest
      self.revision = revision
    }
  }

  public var superseded: [Superseded] = []
  /// The users other than this one that have the numbers of the device's cards.
  public var cardOwners: [CardNumber: UserID] = [:]
  /// The server's groups to which the device belongs.
  public var deviceGroups: Set<AccessGroupID> = []
  public var enrolmentGroup: AccessGroupID?
  public var isProtected = false

  let capabilities: Capabilities
  private let digest: KeyedDigest

  public init(capabilities: Capabilities, digest: KeyedDigest) {
    self.capabilities = capabilities
    self.digest = digest
  }

  /// A user that the server does not have (MERGE-2). Cards of other users are refused on their own (MERGE-4).
  /// What was removed from an earlier person under this ID says nothing about this one, so nothing is stale (DEL-4).
  public func create(from device: DeviceRecord) -> MergeResult {
    var newcomer = self
    newcomer.superseded = []
    newcomer.isProtected = false
    var record = device.record
    record.setCards([])
    let own = device.record.rights.accessGroups
    let granted = own.filter(deviceGroups.contains)
    let enrolled = enrolmentGroup.map { [$0] } ?? []
    record.rights.setAccessGroups(
      enrolled + granted.filter { $0 != enrolmentGroup }.prefix(Limits.accessGroups - enrolled.count))
    var result = MergeResult(record: record)
    result.filled = device.record.occupiedSlots.filter { !$0.isCard && $0 != .accessGroups }
    if Set(own).isSubset(of: record.rights.accessGroups) {
      result.filled.append(.accessGroups)
    } else {
      result.restoredRights.append(.accessGroups)
    }
    for card in device.record.cards { newcomer.mergeCard(card, from: device, into: &result) }
    return result
  }

  /// A user that both have.
  public func merge(_ device: DeviceRecord, into server: UserRecord) -> MergeResult {
    var result = MergeResult(record: server)
    let fitted = (try? Fit.fit(server, to: capabilities)) ?? server
    for slot in [Slot.name, .personalMessage, .pin, .photo, .jobCodes] {
      mergeValue(of: slot, from: device, server: server, fitted: fitted, into: &result)
    }
    for card in device.record.cards where !result.record.cards.contains(card) {
      mergeCard(card, from: device, into: &result)
    }
    mergeFingerprints(of: device, server: server, into: &result)
    mergeFaces(of: device, server: server, fitted: fitted, into: &result)
    mergeRights(of: device, fitted: fitted, into: &result)
    return result
  }

  private func mergeValue(
    of slot: Slot, from device: DeviceRecord, server: UserRecord, fitted: UserRecord, into result: inout MergeResult
  ) {
    guard let value = device.record.value(of: slot), !isBlank(value, slot) else { return }
    guard value != fitted.value(of: slot), value != server.value(of: slot) else { return }
    if isStale(value, in: slot, device) {
      result.stale.append(slot)
    } else if let own = server.value(of: slot), !isBlank(own, slot) {
      result.keep(slot, value, .serverHasAnother)
    } else {
      fill(slot, value, from: device.record, into: &result)
    }
  }

  private func mergeCard(_ card: Card, from device: DeviceRecord, into result: inout MergeResult) {
    let (slot, value) = (Slot.card(card), card.valueBytes)
    if isStale(value, in: slot, device) {
      result.stale.append(slot)
    } else if let owner = cardOwners[card.number] {
      result.keep(slot, value, .cardOfAnotherUser(owner))
    } else if result.record.cards.count >= Limits.cards {
      result.keep(slot, value, .full(limit: Limits.cards))
    } else {
      fill(slot, value, from: device.record, into: &result)
    }
  }

  private func mergeFaces(
    of device: DeviceRecord, server: UserRecord, fitted: UserRecord, into result: inout MergeResult
  ) {
    for face in device.record.faces {
      mergeValue(of: .face(face.kind, face.index), from: device, server: server, fitted: fitted, into: &result)
    }
  }

  private func mergeRights(of device: DeviceRecord, fitted: UserRecord, into result: inout MergeResult) {
    for slot in Slot.rights {
      guard let value = device.record.value(of: slot), let own = fitted.value(of: slot), value != own else { continue }
      if isStale(value, in: slot, device) {
        result.stale.append(slot)
      } else if device.record.rights.allowsMore(than: fitted.rights, in: slot) {
        result.restoredRights.append(slot)
      } else {
        result.keep(slot, value, .allowsLess)
      }
    }
  }

  /// A text of spaces only is vacant like an empty one.
  private func isBlank(_ value: [UInt8], _ slot: Slot) -> Bool {
    guard slot == .name || slot == .personalMessage else { return false }
    return String(decoding: value, as: UTF8.self).allSatisfy(\.isWhitespace)
  }

  private func fill(_ slot: Slot, _ value: [UInt8], from record: UserRecord, into result: inout MergeResult) {
    guard !isProtected else { return result.keep(slot, value, .protected) }
    result.record.take(slot, from: record)
    result.filled.append(slot)
  }

  /// MERGE-10. A record without base confirmed nothing, so what was removed stays removed. A finger is the same under
  /// whatever index it is listed.
  func isStale(_ value: [UInt8], in slot: Slot, _ device: DeviceRecord) -> Bool {
    guard !superseded.isEmpty else { return false }
    let base = device.base?.revision ?? 0
    let valueDigest = digest.of(value, in: slot)
    return superseded.contains { old in
      old.revision > base && old.digest == valueDigest
        && (old.slot == slot || (old.slot.isFingerprint && slot.isFingerprint))
    }
  }
}

extension MergeResult {
  mutating func keep(_ slot: Slot, _ value: [UInt8], _ reason: Reason) {
    kept.append(Kept(slot: slot, deviceValue: value, reason: reason))
  }
}
