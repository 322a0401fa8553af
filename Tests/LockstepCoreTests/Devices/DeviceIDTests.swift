import LockstepCore
import Testing

struct DeviceIDTests {
  @Test("LIMIT-1 device IDs that are allowed", arguments: ["1", "1003", "4294967295"])
  func allowed(text: String) {
    #expect(DeviceID(text)?.description == text)
  }

  @Test("LIMIT-1 device IDs that are refused", arguments: ["", "0", "4294967296", "-1", "+5", "007", "x", "1 "])
  func refused(text: String) {
    #expect(DeviceID(text) == nil)
  }
}
