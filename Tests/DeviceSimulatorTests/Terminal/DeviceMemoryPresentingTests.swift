import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct DeviceMemoryPresentingTests {
  private func device() throws -> DeviceMemory {
    var device = try memory()
    let user = try id("17")
    let record = UserRecord(
      id: user, pin: SimulatedCredential.pin("1234"),
      cards: [try Sample.card("12345"), try Sample.card("777", .mobile), try Sample.card("9", .qr)],
      fingerprints: [SimulatedCredential.finger(0, of: user), SimulatedCredential.finger(4, of: user, isDuress: true)],
      faces: [SimulatedCredential.face(.visual, 0, of: user)])
    try device.enrol(record, at: noon)
    return device
  }

  @Test("MERGE-2 every credential of a held user opens the door, also in another scan of the same finger")
  func granted() throws {
    var device = try device()
    let user = try id("17")
    let presented: [(Presented, EventCode)] = [
      (.card(try CardNumber(text: "0012345")), .verifySuccess), (.card(try CardNumber(text: "0x3039")), .verifySuccess),
      (.phone(try CardNumber(text: "777")), .verifySuccess), (.qr(try CardNumber(text: "9")), .verifySuccess),
      (.pin(user, SimulatedCredential.pin("1234")), .verifySuccess),
      (.finger(SimulatedCredential.finger(0, of: user, scan: "wet").templates[0]), .identifySuccess),
      (.face(.visual, SimulatedCredential.face(.visual, 0, of: user, scan: "hat").template), .identifySuccess),
    ]
    for (credential, code) in presented {
      #expect(device.present(credential, at: noon) == .granted(user))
      #expect(device.lastEntry?.code == code && device.lastEntry?.user == "17")
    }
    #expect(device.present(.finger(SimulatedCredential.finger(4, of: user).templates[0]), at: noon) == .granted(user))
    #expect(device.lastEntry?.detail == "duress")
  }

  @Test("MERGE-2 nobody else gets in: another card, a phone number as card, a wrong PIN, another finger")
  func unknown() throws {
    var device = try device()
    let user = try id("17")
    let presented: [(Presented, EventCode)] = [
      (.card(try CardNumber(text: "12346")), .verifyFail), (.card(try CardNumber(text: "777")), .verifyFail),
      (.phone(try CardNumber(text: "12345")), .verifyFail),
      (.pin(user, SimulatedCredential.pin("4321")), .verifyFail),
      (.pin(try id("18"), SimulatedCredential.pin("1234")), .verifyFail),
      (.finger(SimulatedCredential.finger(1, of: user).templates[0]), .identifyFail),
      (.face(.infrared, SimulatedCredential.face(.visual, 0, of: user).template), .identifyFail),
    ]
    for (credential, code) in presented {
      #expect(device.present(credential, at: noon) == .denied(.unknown))
      #expect(device.lastEntry?.code == code)
    }
  }

  @Test(
    "LOG-5 the door goes by the record and by its own clock",
    arguments: [
      (Rights(start: noon, end: noon), 0, nil),
      (Rights(isDisabled: true), 0, DenialReason.disabled),
      (Rights(start: noon + 1), 0, .notYetValid), (Rights(start: noon + 1), 1, nil),
      (Rights(end: noon - 1), 0, .expired), (Rights(end: noon - 1), -1, nil), (Rights(end: noon), 1, .expired),
    ] as [(Rights, Int64, DenialReason?)])
  func clock(rights: Rights, offset: Int64, denied: DenialReason?) throws {
    var device = try memory()
    try device.enrol(UserRecord(id: try id("17"), cards: [try Sample.card("5")], rights: rights), at: noon)
    device.moveClock(by: offset)
    let outcome = device.present(.card(try CardNumber(text: "5")), at: noon)
    let granted = AccessOutcome.granted(try id("17"))
    #expect(outcome == (denied.map { .denied($0) } ?? granted))
    #expect(device.lastEntry?.time == noon + offset)
    #expect(device.lastEntry?.code.main == (denied == nil ? EventCode.verifySuccess : .accessDenied).rawValue)
    #expect(device.lastEntry?.detail == (denied?.rawValue ?? ""))
  }
}
