/// SipHash-1-3 (Aumasson, Bernstein): a quick 64-bit hash with a secret key. Who writes a file cannot make its values
/// collide, so equal hashes stand for equal values where keeping the values would cost too much memory.
///
/// Among n values two collide with a probability of n² / 2⁶⁵: 1 in 30,000,000 for a million.
public struct SipHash: Sendable {
  /// 128 random bits. Equal values have equal hashes under one key only.
  public typealias Key = (UInt64, UInt64)

  private var state0, state1, state2, state3: UInt64
  /// Up to seven bytes that fill no word yet, the first one lowest.
  private var tail: UInt64 = 0
  private var tailCount: UInt64 = 0
  private var length: UInt64 = 0

  public init(key: Key) {
    state0 = key.0 ^ 0x736F_6D65_7073_6575
    state1 = key.1 ^ 0x646F_7261_6E64_6F6D
    state2 = key.0 ^ 0x6C79_6765_6E65_7261
    state3 = key.1 ^ 0x7465_6462_7974_6573
  }

  /// Of the system's generator.
  public static func randomKey() -> Key {
    var generator = SystemRandomNumberGenerator()
    return (generator.next(), generator.next())
  }

  /// How the bytes are cut into calls makes no difference.
  public mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    length &+= UInt64(bytes.count)
    if tailCount > 0 {
      while offset < bytes.count, tailCount > 0 {
        addToTail(bytes[offset])
        offset &+= 1
      }
    }
    while offset &+ 8 <= bytes.count {
      compress(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset &+= 8
    }
    while offset < bytes.count {
      addToTail(bytes[offset])
      offset &+= 1
    }
  }

  public mutating func combine(_ bytes: some Collection<UInt8>) {
    let isDone: Void? = bytes.withContiguousStorageIfAvailable { combine(UnsafeRawBufferPointer($0)) }
    if isDone == nil { Array(bytes).withUnsafeBytes { combine($0) } }
  }

  /// The UTF-8 of the text, without its length.
  public mutating func combine(_ text: String) { combine(text.utf8) }

  public mutating func combine(_ byte: UInt8) {
    length &+= 1
    addToTail(byte)
  }

  /// More may be combined afterwards.
  public func finish() -> UInt64 {
    var copy = self
    copy.compress(tail | length << 56)
    copy.state2 ^= 0xFF
    for _ in 0..<3 { copy.round() }
    return copy.state0 ^ copy.state1 ^ copy.state2 ^ copy.state3
  }

  private mutating func addToTail(_ byte: UInt8) {
    tail |= UInt64(byte) &<< (8 &* tailCount)
    tailCount &+= 1
    guard tailCount == 8 else { return }
    compress(tail)
    (tail, tailCount) = (0, 0)
  }

  private mutating func compress(_ word: UInt64) {
    state3 ^= word
    round()
    state0 ^= word
  }

  private mutating func round() {
    state0 &+= state1
    state1 = Self.rotate(state1, 13) ^ state0
    state0 = Self.rotate(state0, 32)
    state2 &+= state3
    state3 = Self.rotate(state3, 16) ^ state2
    state0 &+= state3
    state3 = Self.rotate(state3, 21) ^ state0
    state2 &+= state1
    state1 = Self.rotate(state1, 17) ^ state2
    state2 = Self.rotate(state2, 32)
  }

  private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 { word &<< count | word &>> (64 &- count) }
}
