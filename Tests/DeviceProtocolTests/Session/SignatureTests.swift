import DeviceProtocol
import Testing

struct SignatureTests {
  @Test("SEC-1 a key is made of 32 bytes, and of no other number", arguments: [0, 31, 32, 33, 64])
  func seed(count: Int) {
    let key = DeviceKey(seed: [UInt8](repeating: 7, count: count))
    #expect((key != nil) == (count == 32))
  }
}
