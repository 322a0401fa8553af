import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct DeviceMemoryKeepingTests {
  /// Ada's record with every slot changed or taken away by somebody at the device.
  private func changed() throws -> UserRecord {
    var record = try People.ada()
    record.name = "Ada at the door"
    record.personalMessage = ""
    record.pin = Sample.pin(9)
    record.photo = nil
    record.setCards([try Sample.card("12345"), try Sample.card("999")])
    record.setFingerprints([Sample.finger(0, 8), Sample.finger(5, 9)])
    record.setFaces([Sample.face(.infrared, 0, 7)])
    record.jobCodes = []
    record.rights.isDisabled = true
    return record
  }

  private static let slots: [String] = [
    "name", "personal-message", "pin", "photo", "card:csn:3039", "card:csn:03e7", "card:mobile:0309", "fingerprint:0",
    "fingerprint:3", "fingerprint:5", "face:infrared:0", "face:visual:1", "job-codes",
  ]

  @Test(
    "SEND-2 a kept slot keeps the device's own value or absence, every other slot is the server's", arguments: slots)
  func keeping(text: String) throws {
    let slot = try #require(Slot(text))
    var device = try memory()
    try device.enrol(try changed(), at: noon)
    #expect(device.write(write(try People.ada(), keep: [slot])) == [.done])
    var expected = try People.ada()
    expected.take(slot, from: try changed())
    let user = try #require(device.user(try id("17")))
    #expect(user.record == expected)
    #expect(user.isEdited == (try changed().value(of: slot) != People.ada().value(of: slot)))
  }

  @Test("SEND-2 rights are written also when a keep list names them", arguments: Slot.rights)
  func rights(slot: Slot) throws {
    var device = try memory()
    try device.enrol(try changed(), at: noon)
    #expect(device.write(write(try People.ada(), keep: [slot])) == [.done])
    #expect(device.user(try id("17"))?.record == (try People.ada()))
    #expect(device.user(try id("17"))?.isEdited == false)
  }

  @Test("SEND-2 a user stays edited only while a kept slot has another value than the server's")
  func edited() throws {
    var device = try memory()
    #expect(device.write(write(try person("17", name: "Ada"))) == [.done])
    // Not edited, so a kept slot does not make it so.
    #expect(device.write(write(try person("17", name: "Bea"), revision: 2, keep: [.name])) == [.done])
    #expect(device.user(try id("17"))?.isEdited == false)
    try device.edit(try id("17"), [.name("Ada Q")], at: noon)
    #expect(device.write(write(try person("17", name: "Bea"), revision: 3, keep: [.name])) == [.done])
    #expect(device.user(try id("17"))?.isEdited == true)
    #expect(device.user(try id("17"))?.editMark == 3)
    #expect(device.write(write(try person("17", name: "Ada Q"), revision: 4, keep: [.name])) == [.done])
    #expect(device.user(try id("17"))?.isEdited == false)
  }

  @Test("SEND-2 a new base leaves the content alone and clears the edit that the server has taken in")
  func newBase() throws {
    var device = try memory()
    try device.enrol(try changed(), at: noon)
    #expect(device.write(write(try changed(), revision: 5, isBaseOnly: true)) == [.done])
    var user = try #require(device.user(try id("17")))
    #expect(user.record == (try changed()) && user.base == Sample.base(5) && !user.isEdited)
    #expect(device.lastEntry?.revision == 5)
    try device.edit(try id("17"), [.name("Other")], at: noon)
    #expect(device.write(write(try changed(), revision: 6, keep: [.name], isBaseOnly: true)) == [.done])
    user = try #require(device.user(try id("17")))
    #expect(user.record.name == "Other" && user.isEdited && user.base == Sample.base(6))
  }

  @Test("MERGE-6 a device without finger indexes numbers its fingers by their bytes")
  func withoutIndexes() throws {
    var device = try memory(capabilities: Capabilities(fingerprintIndexes: false))
    let first = Fingerprint(index: 7, templates: [[9, 9]])
    let second = Fingerprint(index: 2, templates: [[1, 1, 1]])
    let third = Fingerprint(index: 0, templates: [[5, 5]], isDuress: true)
    try device.enrol(UserRecord(id: try id("17"), fingerprints: [first, second, third]), at: noon)
    // Duress first, then the 2-byte length, then the bytes.
    #expect(
      device.user(try id("17"))?.record.fingerprints == [
        Fingerprint(index: 0, templates: [[9, 9]]), Fingerprint(index: 1, templates: [[1, 1, 1]]),
        Fingerprint(index: 2, templates: [[5, 5]], isDuress: true),
      ])
  }
}
