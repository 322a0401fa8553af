public import NIOCore

/// Writes an envelope as one frame.
public struct FrameEncoder: MessageToByteEncoder, Sendable {
  public typealias OutboundIn = Envelope

  public init() {}

  public func encode(data envelope: Envelope, out buffer: inout ByteBuffer) {
    let bytes = envelope.encoded()
    buffer.reserveCapacity(minimumWritableBytes: 4 + bytes.count)
    buffer.writeInteger(UInt32(bytes.count))
    buffer.writeBytes(bytes)
  }
}
