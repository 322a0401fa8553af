import LockstepCore
import LockstepTesting
import Testing

struct RightsComparisonTests {
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let takesAway: Bool
    let earlier: Rights
    let later: Rights

    init(_ description: String, _ takesAway: Bool, _ earlier: Rights, _ later: Rights) {
      self.testDescription = description
      self.takesAway = takesAway
      self.earlier = earlier
      self.later = later
    }
  }

  @Test(
    "SEND-12 a change of rights that takes something away is a revocation",
    arguments: [
      Change(
        "nothing changed", false, Rights(accessGroups: [1], authenticationModes: [1]),
        Rights(accessGroups: [1], authenticationModes: [1])),
      Change("a group more", false, Rights(accessGroups: [1]), Rights(accessGroups: [1, 2])),
      Change("a group less", true, Rights(accessGroups: [1, 2]), Rights(accessGroups: [1])),
      Change("another group", true, Rights(accessGroups: [1]), Rights(accessGroups: [2])),
      Change("disabled", true, Rights(), Rights(isDisabled: true)),
      Change("enabled", false, Rights(isDisabled: true), Rights()),
      Change("an end", true, Rights(), Rights(end: 1_700_000_000)),
      Change("an earlier end", true, Rights(end: 1_800_000_000), Rights(end: 1_700_000_000)),
      Change("a later end", false, Rights(end: 1_700_000_000), Rights(end: 1_800_000_000)),
      Change("no end any more", false, Rights(end: 1_700_000_000), Rights()),
      Change("a start", true, Rights(), Rights(start: 1_700_000_000)),
      Change("a later start", true, Rights(start: 1_600_000_000), Rights(start: 1_700_000_000)),
      Change("no start any more", false, Rights(start: 1_600_000_000), Rights()),
      Change("a higher level", true, Rights(securityLevel: 2), Rights(securityLevel: 3)),
      Change("a lower level", false, Rights(securityLevel: 3), Rights(securityLevel: 2)),
      Change("the device's own level", true, Rights(securityLevel: 3), Rights()),
      Change("a mode less", true, Rights(authenticationModes: [1, 2]), Rights(authenticationModes: [2])),
      Change("a mode more", false, Rights(authenticationModes: [1]), Rights(authenticationModes: [1, 2])),
      Change("modes instead of the device's own", true, Rights(), Rights(authenticationModes: [1, 2])),
      Change("the device's own modes", true, Rights(authenticationModes: [1]), Rights()),
    ])
  func rights(change: Change) throws {
    #expect(change.later.takesAway(from: change.earlier) == change.takesAway)
    let id = try UserID("17")
    let (earlier, later) = (UserRecord(id: id, rights: change.earlier), UserRecord(id: id, rights: change.later))
    #expect(later.isRevocation(of: earlier) == change.takesAway)
  }

  @Test("SEND-12 a credential that goes away is a revocation", arguments: MergeFieldTests.slots)
  func removed(text: String) throws {
    let slot = try #require(Slot(text))
    let ada = try People.ada()
    var later = ada
    later.clear(slot)
    let isCredential = ["card", "fingerprint", "face", "pin"].contains(slot.kind)
    #expect(later.isRevocation(of: ada) == isCredential)
    #expect(!ada.isRevocation(of: later))
  }

  @Test("SEND-12 a replaced PIN, finger or face is a revocation of the earlier one")
  func replaced() throws {
    let ada = try People.ada()
    var (pin, finger, face, moved) = (ada, ada, ada, ada)
    pin.pin = Sample.pin(7)
    finger.setFingerprints([Sample.finger(0, 1, 8), Sample.finger(3, 3)])
    face.setFaces([Sample.face(.infrared, 0, 5), Sample.face(.visual, 1, 2)])
    moved.setFingerprints([Sample.finger(5, 1, 2), Sample.finger(6, 3)])
    #expect(pin.isRevocation(of: ada))
    #expect(finger.isRevocation(of: ada))
    #expect(face.isRevocation(of: ada))
    #expect(!moved.isRevocation(of: ada))
  }
}
