extension Merge {
  func mergeFingerprints(of device: DeviceRecord, server: UserRecord, into result: inout MergeResult) {
    for finger in device.record.fingerprints {
      if capabilities.fingerprintIndexes {
        mergeIndexed(finger, from: device, server: server, into: &result)
      } else {
        mergeUnindexed(finger, from: device, server: server, into: &result)
      }
    }
  }

  /// The slot is the finger's index.
  private func mergeIndexed(
    _ finger: Fingerprint, from device: DeviceRecord, server: UserRecord, into result: inout MergeResult
  ) {
    let slot = Slot.fingerprint(finger.index)
    let value = finger.valueBytes
    guard server.value(of: slot) != value else { return }
    if isStale(value, in: slot, device) {
      result.stale.append(slot)
    } else if server.value(of: slot) != nil {
      result.keep(slot, value, .serverHasAnother)
    } else {
      fill(finger, from: slot, at: finger.index, into: &result)
    }
  }

  /// A device without indexes numbers its fingers by their content, so its numbers mean nothing here. A finger with a
  /// template that the server has is that finger; any other takes the lowest free index. Slots are the server's, so
  /// that an operator who decides a difference decides about the finger that the slot names.
  private func mergeUnindexed(
    _ finger: Fingerprint, from device: DeviceRecord, server: UserRecord, into result: inout MergeResult
  ) {
    let value = finger.valueBytes
    let own = server.fingerprints.first { $0.valueBytes == value } ?? server.fingerprints.first { $0.shares(finger) }
    guard own?.valueBytes != value else { return }
    let named = result.kept.map(\.slot)
    let taken = Set(result.record.fingerprints.map(\.index))
    let unnamed = (0..<UInt8(Limits.fingerprints)).filter { !named.contains(.fingerprint($0)) }
    let free = unnamed.first { !taken.contains($0) }
    // With all ten taken, the last finger whose slot no other difference names would have to make room.
    let place = free ?? unnamed.last ?? finger.index
    if isStale(value, in: .fingerprint(finger.index), device) {
      result.stale.append(.fingerprint(finger.index))
    } else if let own {
      // Two fingers of the device can share templates with one of the server's: each difference has its own slot.
      result.keep(.fingerprint(unnamed.contains(own.index) ? own.index : place), value, .serverHasAnother)
    } else if free != nil {
      fill(finger, from: .fingerprint(place), at: place, into: &result)
    } else {
      result.keep(.fingerprint(place), value, .full(limit: Limits.fingerprints))
    }
  }

  private func fill(_ finger: Fingerprint, from slot: Slot, at index: UInt8, into result: inout MergeResult) {
    guard !isProtected else { return result.keep(slot, finger.valueBytes, .protected) }
    let filled = Fingerprint(index: index, templates: finger.templates, isDuress: finger.isDuress)
    result.record.setFingerprints(result.record.fingerprints + [filled])
    result.filled.append(slot)
  }
}

extension Fingerprint {
  fileprivate func shares(_ other: Fingerprint) -> Bool { !Set(templates).isDisjoint(with: other.templates) }
}
