import LockstepCore
public import NIOCore

/// Splits the bytes of a connection into frames: a 4-byte big-endian length, 1 to 2097152, and that many bytes
/// (LIMIT-5). The length is judged before memory is taken.
public struct FrameDecoder: NIOSingleStepByteToMessageDecoder {
  public typealias InboundOut = Envelope

  /// How large a frame may be; whoever made the decoder may change it while it is in use, on the same thread.
  public final class Limit {
    public var bytes: Int

    /// - Parameter bytes: at most 2097152.
    public init(bytes: Int) { self.bytes = bytes }
  }

  private let limit: Limit

  public init(limit: Limit) { self.limit = limit }

  /// For the largest frames that there are.
  public init() { self.init(limit: Limit(bytes: Limits.frameBytes)) }

  /// - Throws: ``MessageError`` for a length out of bounds or bytes that are no envelope.
  public mutating func decode(buffer: inout ByteBuffer) throws -> Envelope? {
    guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
    guard length > 0, length <= limit.bytes else {
      throw MessageError("a frame of \(length) bytes: 1 to \(limit.bytes) are allowed")
    }
    guard buffer.readableBytes >= 4 + Int(length) else { return nil }
    buffer.moveReaderIndex(forwardBy: 4)
    guard let bytes = buffer.readBytes(length: Int(length)) else { return nil }
    return try Envelope(encoded: bytes)
  }

  /// - Throws: ``MessageError`` if the connection ended inside a frame.
  public mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> Envelope? {
    if let envelope = try decode(buffer: &buffer) { return envelope }
    guard buffer.readableBytes == 0 else { throw MessageError("the connection ended inside a frame") }
    return nil
  }
}
