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

  private let capabilities: Capabilities
  private let digest: KeyedDigest

  public init(capabilities: Capabilities, digest: KeyedDigest) {
    self.capabilities = capabilities
    self.digest = digest
  }

  /// A user that the server does not have (MERGE-2). Cards of other users are refused on their own (MERGE-4).
  public func create(from device: DeviceRecord) -> MergeResult {
    var record = device.record
    record.setCards([])
    let groups = device.record.rights.accessGroups.filter(deviceGroups.contains)
    record.rights.setAccessGroups(groups + (enrolmentGroup.map { [$0] } ?? []))
    var result = MergeResult(record: record)
    result.filled = device.record.occupiedSlots.filter { slot in
      if case .card = slot { return false }
      return true
    }
    for card in device.record.cards { mergeCard(card, from: device, into: &result) }
    return result
  }

  /// A user that both have.
  public func merge(_ device: DeviceRecord, into server: UserRecord) -> MergeResult {
    var result = MergeResult(record: server)
    let fitted = (try? Fit.fit(server, to: capabilities)) ?? server
    for slot in [Slot.name, .personalMessage, .pin, .photo, .jobCodes] {
      mergeValue(of: slot, from: device, server: server, fitted: fitted, into: &result)
    }
    for card in device.record.cards where !server.cards.contains(card) {
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
    guard let value = device.record.value(of: slot) else { return }
    guard value != fitted.value(of: slot), value != server.value(of: slot) else { return }
    if isStale(value, in: slot, device) {
      result.stale.append(slot)
    } else if server.value(of: slot) != nil {
      result.keep(slot, value, .serverHasAnother)
    } else {
      fill(slot, value, from: device.record, into: &result)
    }
  }

  private func mergeCard(_ card: Card, from device: DeviceRecord, into result: inout MergeResult) {
    let slot = Slot.card(card)
    guard let value = device.record.value(of: slot) else { return }
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

  private func mergeFingerprints(of device: DeviceRecord, server: UserRecord, into result: inout MergeResult) {
    for finger in device.record.fingerprints {
      let value = finger.valueBytes
      guard !server.fingerprints.contains(where: { isSame($0, finger) }) else { continue }
      if isStale(value, in: .fingerprint(finger.index), device) {
        result.stale.append(.fingerprint(finger.index))
        continue
      }
      guard !isProtected else {
        result.keep(.fingerprint(finger.index), value, .protected)
        continue
      }
      let taken = Set(result.record.fingerprints.map(\.index))
      if capabilities.fingerprintIndexes, taken.contains(finger.index) {
        result.keep(.fingerprint(finger.index), value, .serverHasAnother)
        continue
      }
      let free = (0..<UInt8(Limits.fingerprints)).first { !taken.contains($0) }
      guard let index = capabilities.fingerprintIndexes ? finger.index : free else {
        result.keep(.fingerprint(finger.index), value, .full(limit: Limits.fingerprints))
        continue
      }
      let filled = Fingerprint(index: index, templates: finger.templates, isDuress: finger.isDuress)
      result.record.setFingerprints(result.record.fingerprints + [filled])
      result.filled.append(.fingerprint(index))
    }
  }

  private func isSame(_ server: Fingerprint, _ device: Fingerprint) -> Bool {
    server.valueBytes == device.valueBytes && (server.index == device.index || !capabilities.fingerprintIndexes)
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

  private func fill(_ slot: Slot, _ value: [UInt8], from record: UserRecord, into result: inout MergeResult) {
    guard !isProtected else { return result.keep(slot, value, .protected) }
    result.record.take(slot, from: record)
    result.filled.append(slot)
  }

  /// MERGE-10. A record without base confirmed nothing, so what was removed stays removed.
  private func isStale(_ value: [UInt8], in slot: Slot, _ device: DeviceRecord) -> Bool {
    guard !superseded.isEmpty else { return false }
    let base = device.base?.revision ?? 0
    let valueDigest = digest.of(value, in: slot)
    return superseded.contains { old in
      old.revision > base && old.digest == valueDigest
        && (old.slot == slot || (!capabilities.fingerprintIndexes && old.slot.kind == slot.kind))
    }
  }
}

extension MergeResult {
  fileprivate mutating func keep(_ slot: Slot, _ value: [UInt8], _ reason: Reason) {
    kept.append(Kept(slot: slot, deviceValue: value, reason: reason))
  }
}
