import Foundation
import NIOCore

/// Where a connection comes from, as far as limits tell people apart: an IPv4 address, or the first 64 bits of an IPv6
/// address, the rest of which everybody may choose.
struct PeerAddress: Hashable, Sendable {
  private let bytes: [UInt8]

  init(_ address: IPAddress) { bytes = address.bytes.count == 4 ? address.bytes : Array(address.bytes.prefix(8)) }
}

/// The bytes of an IPv4 or IPv6 address. One of IPv4 in the form of IPv6 is one of IPv4.
struct IPAddress: Hashable, Sendable {
  /// 4 or 16.
  let bytes: [UInt8]

  /// Nil for what has no such address.
  init?(_ address: SocketAddress?) {
    switch address {
    case .v4(let v4): bytes = withUnsafeBytes(of: v4.address.sin_addr) { Array($0) }
    case .v6(let v6):
      let all = withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) }
      let isMapped = all.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]
      bytes = isMapped ? Array(all.suffix(4)) : all
    case .unixDomainSocket, nil: return nil
    }
  }

  init?(_ text: String) {
    guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
    self.init(address)
  }
}
