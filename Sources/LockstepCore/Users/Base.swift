/// The server's one increasing number, set on every committed change of what devices can hold of a user.
public typealias Revision = Int64

/// Which person an ID stands for: an ID used again is a new incarnation (DEL-4).
public typealias Incarnation = Int64

/// The identity of one server's data, 16 random bytes drawn at its first start.
public struct ServerID: Hashable, Sendable {
  public let bytes: [UInt8]

  public init?(_ bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }
}

/// What a device keeps with each user that a server wrote: the state that it last received.
public struct Base: Hashable, Sendable {
  public let server: ServerID
  public let incarnation: Incarnation
  public let revision: Revision

  public init(server: ServerID, incarnation: Incarnation, revision: Revision) {
    self.server = server
    self.incarnation = incarnation
    self.revision = revision
  }
}
