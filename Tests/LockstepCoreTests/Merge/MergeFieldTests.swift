import LockstepCore
import LockstepTesting
import Testing

struct MergeFieldTests {
  /// A slot of each kind but the rights, by its text; Ada's record has a value in each.
  static let slots = [
    "name", "personal-message", "pin", "photo", "card:csn:3039", "card:mobile:0309", "fingerprint:0", "fingerprint:3",
    "face:infrared:0", "face:visual:1", "job-codes",
  ]
  private let merge = Merge(capabilities: .full, digest: .testing)

  @Test("MERGE-1 a vacant slot is filled", arguments: slots)
  func fills(text: String) throws {
    let slot = try #require(Slot(text))
    let ada = try People.ada()
    var server = ada
    server.clear(slot)
    let result = merge.merge(DeviceRecord(record: ada), into: server)
    #expect(result.filled == [slot])
    #expect(result.kept.isEmpty)
    #expect(result.record == ada)
    #expect(result.changesServer)
  }

  @Test(
    "MERGE-1 a slot that has another value is kept, and becomes a difference",
    arguments: slots.filter { !$0.hasPrefix("card") })
  func keeps(text: String) throws {
    let slot = try #require(Slot(text))
    let ada = try People.ada()
    var other = ada
    switch slot {
    case .name: other.name = "Ada Quill-Tal"
    case .personalMessage: other.personalMessage = "Hello"
    case .pin: other.pin = Sample.pin(9)
    case .photo: other.photo = Sample.photo(9)
    case .jobCodes: other.jobCodes = [JobCode(code: 9, label: "Garden")]
    case .face: other.set(slot, to: Sample.face(.visual, 0, 9).template)
    default: other.setFingerprints(other.fingerprints.map { Fingerprint(index: $0.index, templates: [[9, $0.index]]) })
    }
    var device = ada
    device.take(slot, from: other)
    let result = merge.merge(DeviceRecord(record: device), into: ada)
    let value = try #require(device.value(of: slot))
    #expect(result.kept.map(\.slot) == [slot])
    #expect(result.kept.map(\.deviceValue) == [value])
    #expect(result.kept.map(\.reason) == [.serverHasAnother])
    #expect(result.record == ada)
    #expect(!result.changesServer)
  }

  @Test("MERGE-6 empty on the device is not deleted on the device", arguments: slots)
  func emptyOnDevice(text: String) throws {
    let slot = try #require(Slot(text))
    let ada = try People.ada()
    var device = ada
    device.clear(slot)
    let result = merge.merge(DeviceRecord(record: device, base: Sample.base(1), isEdited: true), into: ada)
    #expect(result == merge.merge(DeviceRecord(record: ada), into: ada))
    #expect(result.record == ada)
  }

  @Test("MERGE-1 a text of spaces is vacant on both sides")
  func blank() throws {
    let ada = try People.ada()
    var blank = ada
    blank.name = "  "
    let filled = merge.merge(DeviceRecord(record: ada), into: blank)
    #expect(filled.filled == [.name])
    #expect(filled.record == ada)
    let unchanged = merge.merge(DeviceRecord(record: blank), into: ada)
    #expect(unchanged.filled.isEmpty && unchanged.kept.isEmpty)
  }

  @Test("MERGE-3 equal records change nothing, and nothing is reported")
  func equal() throws {
    let ada = try People.ada()
    let result = merge.merge(DeviceRecord(record: ada), into: ada)
    #expect(result.record == ada)
    #expect(result.filled.isEmpty && result.kept.isEmpty && result.stale.isEmpty && result.restoredRights.isEmpty)
  }

  @Test("MERGE-5 a difference has the slot, the device's value and why")
  func difference() throws {
    let (server, device) = (try People.bruno(), UserRecord(id: try UserID("18"), name: "Bruno Thal"))
    let result = merge.merge(DeviceRecord(record: device), into: server)
    let kept = try #require(result.kept.first)
    #expect(kept.slot == .name)
    #expect(kept.deviceValue == Array("Bruno Thal".utf8))
    #expect(kept.reason == .serverHasAnother)
  }

  @Test("MERGE-6 what the device shortens, re-encodes or cannot hold is no difference")
  func fitted() throws {
    var server = try People.ada()
    server.name = "Đặng Thị Hà Maximiliane"
    var small = Capabilities()
    small.latin1NamesOnly = true
    small.nameCharacters = 11
    small.personalMessage = false
    small.cardKinds = [.csn]
    small.fingerprintsPerUser = 1
    small.visualFaces = 0
    small.jobCodes = 1
    let device = try Fit.fit(server, to: small)
    #expect(device.name == "??ng Th? H\u{E0}")
    let result = Merge(capabilities: small, digest: .testing).merge(
      DeviceRecord(record: device, isEdited: true), into: server)
    #expect(result.filled.isEmpty && result.kept.isEmpty && result.stale.isEmpty)
    #expect(result.record == server)
  }

  @Test("MERGE-6 where a device should not hold the user at all, its record is set against the server's own values")
  func misfit() throws {
    let numeric = Capabilities(alphanumericIDs: false)
    let server = UserRecord(id: try UserID("a17"), name: "Ada Quill")
    let result = Merge(capabilities: numeric, digest: .testing).merge(
      DeviceRecord(record: UserRecord(id: server.id, name: "Ada Tal", pin: Sample.pin(1))), into: server)
    #expect(result.kept.map(\.slot) == [.name])
    #expect(result.filled == [.pin])
  }

  @Test(
    "MERGE-7 a user with smart cards merges like any other", arguments: [Card.Kind.accessOnCard, .secureCredential])
  func smartCards(kind: Card.Kind) throws {
    var server = try People.bruno()
    server.setCards([try Sample.card("4711", kind)])
    var device = server
    device.setFingerprints([Sample.finger(1, 5)])
    let result = merge.merge(DeviceRecord(record: device, base: Sample.base(1), isEdited: true), into: server)
    #expect(result.filled == [.fingerprint(1)])
    #expect(result.record.cards == server.cards)
    let reversed = merge.merge(DeviceRecord(record: server), into: try People.bruno())
    #expect(reversed.record.cards == server.cards)
  }

  @Test("MERGE-8 of two devices that fill the same slot the first wins, the second is a difference")
  func firstWins() throws {
    let server = try People.nobody(id: "18")
    let first = merge.merge(DeviceRecord(record: try People.bruno()), into: server)
    let second = merge.merge(DeviceRecord(record: UserRecord(id: server.id, name: "Brunhild")), into: first.record)
    #expect(first.filled == [.name])
    #expect(second.record.name == "Bruno Tal")
    #expect(second.kept.map(\.slot) == [.name])
  }
}
