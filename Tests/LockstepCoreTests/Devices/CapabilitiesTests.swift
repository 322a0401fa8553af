import LockstepCore
import LockstepTesting
import Testing

struct CapabilitiesTests {
  @Test("SEND-8 capabilities are read back from their bytes, and equal ones have equal bytes")
  func roundTrip() {
    var generator = RecordGenerator(seed: 9)
    for _ in 0..<200 {
      let (left, right) = (generator.capabilities(), generator.capabilities())
      #expect(Capabilities(bytes: left.bytes) == left)
      #expect((left.bytes == right.bytes) == (left == right))
    }
  }

  @Test("Bytes of another layout are refused")
  func refused() {
    let bytes = Capabilities.full.bytes
    for count in 0..<bytes.count { #expect(Capabilities(bytes: Array(bytes.prefix(count))) == nil) }
    #expect(Capabilities(bytes: bytes + [0]) == nil)
    #expect(Capabilities(bytes: [2] + bytes.dropFirst()) == nil)
  }
}
