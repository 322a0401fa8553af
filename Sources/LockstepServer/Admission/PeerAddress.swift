import Foundation
import NIOCore

/// Where a connection comes from, as far as limits tell people apart: an IPv4 address, or the first 64 bits of an IPv6
/// address, the rest of which everybody may choose.
package struct PeerAddress: Hashable, Sendable {
  /// In a number, which is compared at once.
  private let bits: UInt64
  private let isNetwork: Bool

  init(_ address: IPAddress) {
    isNetwork = address.bytes.count == 16
    bits = address.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// `192.0.2.1`, or `2001:db8:0:1` for a network of IPv6.
  var text: String {
    let parts = stride(from: isNetwork ? 48 : 24, through: 0, by: isNetwork ? -16 : -8)
      .map { String(bits >> UInt64($0) & (isNetwork ? 0xFFFF : 0xFF), radix: isNetwork ? 16 : 10) }
    return parts.joined(separator: isNetwork ? ":" : ".")
  }
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
