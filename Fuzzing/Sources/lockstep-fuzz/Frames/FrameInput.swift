import DeviceProtocol
import LockstepCore
import NIOCore

/// The first byte says how long the pieces are in which the others arrive on a connection.
enum FrameInput {
  static func run(_ bytes: [UInt8]) {
    var cursor = InputCursor(bytes)
    let size = Int(cursor.byte()) + 1
    let stream = cursor.rest()
    let expected = Outcome(expectedOf: stream)
    require(Outcome(of: stream, inPiecesOf: size) == expected, "frames: another outcome in pieces of \(size)")
    require(Outcome(of: stream, inPiecesOf: max(1, stream.count)) == expected, "frames: another outcome as a whole")
    for envelope in expected.envelopes {
      var buffer = ByteBuffer()
      FrameEncoder().encode(data: envelope, out: &buffer)
      let again = Outcome(of: Array(buffer.readableBytesView), inPiecesOf: size)
      require(again.failure == nil && again.envelopes.count == 1, "frames: an encoded frame is not read")
    }
  }

  /// What came out of the bytes of a connection that then ended.
  private struct Outcome: Equatable {
    var envelopes: [Envelope] = []
    var failure: String?

    init(of stream: [UInt8], inPiecesOf size: Int) {
      let processor = NIOSingleStepByteToMessageProcessor(FrameDecoder())
      do {
        for start in stride(from: 0, to: stream.count, by: size) {
          let piece = ByteBuffer(bytes: stream[start..<min(stream.count, start + size)])
          try processor.process(buffer: piece) { envelopes.append($0) }
          require(processor.unprocessedBytes < 4 + Limits.frameBytes, "frames: more is kept than one frame")
        }
        try processor.finishProcessing(seenEOF: true) { envelopes.append($0) }
      } catch let error as MessageError {
        failure = error.description
      } catch {
        broken("frames: \(error)")
      }
    }

    /// The rule, written down a second time.
    init(expectedOf stream: [UInt8]) {
      var rest = stream[...]
      do {
        while rest.count >= 4 {
          let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
          guard (1...2_097_152).contains(length) else {
            throw MessageError("a frame of \(length) bytes: 1 to 2097152 are allowed")
          }
          guard rest.count >= 4 + length else { break }
          envelopes.append(try Envelope(encoded: Array(rest.dropFirst(4).prefix(length))))
          rest = rest.dropFirst(4 + length)
        }
        if !rest.isEmpty { throw MessageError("the connection ended inside a frame") }
      } catch let error as MessageError {
        failure = error.description
      } catch {
        broken("frames: \(error)")
      }
    }
  }
}
