import NIOCore

/// Where a device connects to, and how.
struct ServerPlace: Hashable, Sendable {
  let address: SocketAddress
  let tls: Bool
}
