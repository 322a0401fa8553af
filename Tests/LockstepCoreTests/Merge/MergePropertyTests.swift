import LockstepCore
import LockstepTesting
import Testing

/// What holds for any two records, any capabilities and any history.
struct MergePropertyTests {
  /// One merge, made up from a seed: both sides share values, and some of the device's were removed from the server.
  struct Situation {
    let server: UserRecord
    let device: DeviceRecord
    let capabilities: Capabilities
    let merge: Merge
    let result: MergeResult

    init(_ generator: inout RecordGenerator) throws {
      let capabilities = generator.capabilities()
      let server = try generator.record()
      var mixed = try generator.record()
      for slot in server.occupiedSlots where generator.random.once(in: 2) { mixed.take(slot, from: server) }
      // Mixing can give one template to two fingers and too many cards; nobody has these.
      mixed.setCards(Array(mixed.cards.prefix(Limits.cards)))
      var seen: Set<[UInt8]> = []
      mixed.setFingerprints(mixed.fingerprints.filter { $0.templates.allSatisfy { seen.insert($0).inserted } })
      let record = try Fit.fit(mixed, to: capabilities)
      let base = generator.random.once(in: 3) ? nil : Sample.base(Revision(generator.random.number(1...9)))
      let device = DeviceRecord(record: record, base: base, isEdited: true)
      var merge = Merge(capabilities: capabilities, digest: .testing)
      for slot in record.occupiedSlots where generator.random.once(in: 4) {
        guard let value = record.value(of: slot) else { continue }
        merge.superseded.append(
          .init(
            slot: slot, digest: KeyedDigest.testing.of(value, in: slot),
            revision: Revision(generator.random.number(1...9))))
      }
      for card in record.cards where generator.random.once(in: 5) { merge.cardOwners[card.number] = try UserID("99") }
      merge.isProtected = generator.random.once(in: 10)
      self.server = server
      self.device = device
      self.capabilities = capabilities
      self.merge = merge
      self.result = merge.merge(device, into: server)
    }

    /// Two fingers in two places can be the same value, so a stale one is told by its digest.
    func isStale(_ slot: Slot) -> Bool {
      guard let value = result.record.value(of: slot) else { return false }
      let digest = KeyedDigest.testing.of(value, in: slot)
      return merge.superseded.contains {
        $0.revision > device.base?.revision ?? 0 && $0.digest == digest
          && ($0.slot == slot
            || (!capabilities.fingerprintIndexes && $0.slot.kind == "fingerprint" && slot.kind == "fingerprint"))
      }
    }
  }

  private func check(_ seed: UInt64, _ body: (Situation) throws -> Void) throws {
    var generator = RecordGenerator(seed: seed)
    for _ in 0..<50 { try body(try Situation(&generator)) }
  }

  @Test("MERGE-3 merging twice changes nothing", arguments: 0..<10)
  func twice(seed: UInt64) throws {
    try check(seed) { situation in
      let again = situation.merge.merge(situation.device, into: situation.result.record)
      #expect(again.filled.isEmpty)
      #expect(again.record == situation.result.record)
      #expect(again.kept == situation.result.kept)
      #expect(again.stale == situation.result.stale)
      #expect(again.restoredRights == situation.result.restoredRights)
    }
  }

  @Test("MERGE-1 a server's value never changes, and none of its credentials goes away", arguments: 10..<20)
  func keepsServer(seed: UInt64) throws {
    try check(seed) { situation in
      for slot in situation.server.occupiedSlots {
        #expect(situation.result.record.value(of: slot) == situation.server.value(of: slot), "\(slot)")
      }
      #expect(!situation.result.record.isRevocation(of: situation.server))
    }
  }

  @Test("MERGE-10 a stale value never fills", arguments: 20..<30)
  func staleNeverFills(seed: UInt64) throws {
    try check(seed) { situation in
      for slot in situation.result.filled { #expect(!situation.isStale(slot), "\(slot)") }
    }
  }

  @Test("MERGE-3 every slot of the device's record ends in exactly one way", arguments: 30..<40)
  func oneEnd(seed: UInt64) throws {
    try check(seed) { situation in
      let (result, device) = (situation.result, situation.device.record)
      let fitted = (try? Fit.fit(situation.server, to: situation.capabilities)) ?? situation.server
      let ends = result.filled + result.kept.map(\.slot) + result.stale + result.restoredRights
      let indexed = situation.capabilities.fingerprintIndexes
      var expected = 0
      for slot in device.occupiedSlots {
        if !indexed, slot.kind == "fingerprint" {
          let value = device.value(of: slot)
          if !situation.server.fingerprints.contains(where: {
            situation.server.value(of: .fingerprint($0.index)) == value
          }) {
            expected += 1
          }
          continue
        }
        let isSame = [fitted.value(of: slot), situation.server.value(of: slot)].contains(device.value(of: slot))
        #expect(ends.filter { $0 == slot }.count == (isSame ? 0 : 1), "\(slot)")
        expected += isSame ? 0 : 1
      }
      #expect(ends.count == expected)
      // The slots of differences are a key: no two are alike.
      #expect(Set(result.kept.map(\.slot)).count == result.kept.count)
    }
  }

  @Test("LIMIT-5 a merge of two records within their limits stays within them", arguments: 40..<45)
  func limits(seed: UInt64) throws {
    try check(seed) { situation in
      let checked = try situation.result.record.checked()
      #expect(checked == situation.result.record)
      #expect(situation.result.changesServer == (situation.result.record != situation.server))
    }
  }

  @Test("MERGE-2 a created user merged with the same record changes nothing more", arguments: 50..<55)
  func created(seed: UInt64) throws {
    try check(seed) { situation in
      let created = situation.merge.create(from: situation.device)
      let ends = created.filled + created.kept.map(\.slot) + created.restoredRights
      #expect(ends.sorted() == situation.device.record.occupiedSlots.sorted())
      let again = situation.merge.merge(situation.device, into: created.record)
      #expect(again.filled.isEmpty)
    }
  }

  @Test("MERGE-6 what a device was sent comes back as no difference", arguments: 60..<70)
  func sentAndBack(seed: UInt64) throws {
    try check(seed) { situation in
      guard let sent = try? Fit.fit(situation.server, to: situation.capabilities) else { return }
      let read = try sent.checked()
      #expect(RecordBytes.encode(read) == RecordBytes.encode(sent))
      let merge = Merge(capabilities: situation.capabilities, digest: .testing)
      let result = merge.merge(DeviceRecord(record: read, base: Sample.base(9)), into: situation.server)
      #expect(result.filled.isEmpty && result.kept.isEmpty && result.restoredRights.isEmpty)
    }
  }

  @Test(
    "VERIFY-5 SEND-2 a device that holds its target keeps its differences, and nothing else happens", arguments: 70..<80
  )
  func target(seed: UInt64) throws {
    try check(seed) { situation in
      let kept = situation.result.kept.filter { !$0.slot.isRight }
      guard
        let target = try? Target(
          situation.result.record, for: situation.capabilities, differences: kept.map { ($0.slot, $0.deviceValue) })
      else { return }
      let checked = try target.record.checked()
      #expect(checked == target.record)
      let again = situation.merge.merge(
        DeviceRecord(record: target.record, base: Sample.base(99)), into: situation.result.record)
      #expect(again.filled.isEmpty && again.stale.isEmpty && again.restoredRights.isEmpty)
      #expect(Set(again.kept.map(\.deviceValue)) == Set(kept.map(\.deviceValue)))
      #expect(Set(again.kept.map(\.slot)) == Set(kept.map(\.slot)))
    }
  }
}
