import LockstepCore
import LockstepTesting
import Testing

struct KeyedDigestTests {
  @Test("VERIFY-1 equal content has an equal digest, any other content another")
  func content() throws {
    var generator = RecordGenerator(seed: 10)
    for _ in 0..<100 {
      let (left, right) = (try generator.record(), try generator.record())
      #expect((KeyedDigest.testing.of(left) == KeyedDigest.testing.of(right)) == (left == right))
    }
  }

  @Test("MERGE-10 a value's digest is bound to the kind of its slot, not to its index")
  func kinds() {
    let digest = KeyedDigest.testing
    let value: [UInt8] = [1, 2, 3]
    #expect(digest.of(value, in: .fingerprint(0)) == digest.of(value, in: .fingerprint(7)))
    #expect(digest.of(value, in: .name) != digest.of(value, in: .personalMessage))
    #expect(digest.of(value, in: .pin) != digest.of(value, in: .photo))
  }
}
