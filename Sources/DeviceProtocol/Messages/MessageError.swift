/// Bytes that are no message, or a message over a limit of the protocol. The connection is closed with *malformed*.
/// What is *not* this error: a user record over its limits, which is an answer of its own (``UserOnDevice``).
public struct MessageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong, without any value of the message.
  public let description: String

  public init(_ description: String) { self.description = description }
}
