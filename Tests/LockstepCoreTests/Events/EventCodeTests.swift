import LockstepCore
import Testing

struct EventCodeTests {
  @Test(
    "PULL-1 enroll, update and partial-update success start a pull, whatever their sub code",
    arguments: [
      (0x2000, true), (0x2001, true), (0x2200, true), (0x22FF, true), (0x2900, true), (0x2100, false), (0x2300, false),
      (0x2400, false), (0x2600, false), (0x2800, false), (0x2A00, false), (0xC000, false), (0x1000, false),
      (0x0000, false), (0xFFFF, false),
    ] as [(UInt16, Bool)])
  func startsPull(code: UInt16, starts: Bool) {
    #expect(EventCode(code).startsPull == starts)
  }

  @Test(
    "LOG-6 an unknown code is kept and written as it is",
    arguments: [(0x00FE, "0x00FE"), (0xABCD, "0xABCD")] as [(UInt16, String)])
  func unknown(code: UInt16, text: String) {
    #expect(EventCode(code).rawValue == code)
    #expect(EventCode(code).description == text)
  }

  @Test("LOG-6 a code is a main and a sub code")
  func parts() {
    #expect(EventCode(0x4502).main == 0x4500)
    #expect(EventCode(0x4502).sub == 2)
  }
}
