import DeviceProtocol
import LockstepCore
import LockstepTesting
import NIOCore
import NIOEmbedded
import Testing

struct FrameDecoderTests {
  private func channel() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(FrameDecoder()))
    return channel
  }

  private func frame(_ envelope: Envelope) -> ByteBuffer {
    var buffer = ByteBuffer()
    FrameEncoder().encode(data: envelope, out: &buffer)
    return buffer
  }

  @Test("LIMIT-5 a frame is its length and its envelope")
  func bytes() throws {
    #expect(Array(frame(Envelope(requestID: 9, .ping)).readableBytesView) == [0, 0, 0, 5, 0x08, 9, 0xB2, 0x01, 0])
  }

  @Test("SEC-4 frames arrive whole however their bytes are cut")
  func slices() throws {
    let envelopes = [
      Envelope(.hello(try Samples.hello())), Envelope(requestID: 7, .ping),
      Envelope(requestID: 8, .request(.writeUsers(try Samples.writeUsers()))),
    ]
    var all = ByteBuffer()
    for envelope in envelopes { all.writeImmutableBuffer(frame(envelope)) }
    for size in [1, 2, 3, 5, 64, all.readableBytes] {
      let channel = try channel()
      var rest = all
      while rest.readableBytes > 0, let slice = rest.readSlice(length: min(size, rest.readableBytes)) {
        try channel.writeInbound(slice)
      }
      for envelope in envelopes { #expect(try channel.readInbound(as: Envelope.self) == envelope) }
      #expect(try channel.finish().isClean)
    }
  }

  @Test("SEC-4 a connection that ends inside a frame is an error, at whichever byte")
  func truncations() throws {
    let whole = frame(Envelope(.hello(try Samples.hello())))
    for length in 1..<whole.readableBytes {
      let channel = try channel()
      try channel.writeInbound(whole.getSlice(at: 0, length: length) ?? ByteBuffer())
      #expect(try channel.readInbound(as: Envelope.self) == nil)
      #expect(throws: MessageError.self) { try channel.finish() }
    }
  }

  @Test(
    "LIMIT-5 a length out of bounds is refused when it arrives, before its bytes",
    arguments: [0, 2_097_153, 0x7FFF_FFFF, .max] as [UInt32])
  func lengths(length: UInt32) throws {
    let channel = try channel()
    #expect(throws: MessageError.self) { try channel.writeInbound(ByteBuffer(integer: length)) }
    _ = try? channel.finish()
  }

  @Test("LIMIT-5 the longest frame is waited for, not refused")
  func longest() throws {
    let channel = try channel()
    try channel.writeInbound(ByteBuffer(integer: UInt32(Limits.frameBytes)))
    #expect(try channel.readInbound(as: Envelope.self) == nil)
    #expect(throws: MessageError.self) { try channel.finish() }
  }

  @Test("SEC-4 bytes that are no envelope are refused", arguments: [[0xFF], [0x08, 0x01], [0x52, 0x05, 0x01]])
  func malformed(bytes: [UInt8]) throws {
    let channel = try channel()
    var buffer = ByteBuffer(integer: UInt32(bytes.count))
    buffer.writeBytes(bytes)
    #expect(throws: MessageError.self) { try channel.writeInbound(buffer) }
    _ = try? channel.finish()
  }

  @Test("SEC-4 random bytes never do more than be refused")
  func noise() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let channel = try channel()
      let length = UInt32.random(in: 1...64, using: &random)
      var buffer = ByteBuffer(integer: length)
      buffer.writeBytes((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
      do {
        try channel.writeInbound(buffer)
        // What is read of them after all is within the limits of every message.
        _ = try channel.readInbound(as: Envelope.self)
      } catch {
        #expect(error is MessageError, "\(error)")
      }
      _ = try? channel.finish()
    }
  }
}
