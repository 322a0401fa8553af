import Foundation
import NIOCore
import NIOPosix
import SwiftASN1
import X509

/// The names and addresses under which a server is reached, as its certificate lists them.
public struct ServerNames: Hashable, Sendable {
  /// Lower case.
  private(set) var hosts: Set<String> = []
  /// IP addresses as bytes, 4 or 16 of them.
  private(set) var addresses: Set<[UInt8]> = []

  init() {}

  /// What a server on this machine is called.
  ///
  /// - Parameters:
  ///   - listening: hosts that it listens on; one that stands for every interface adds the addresses of them all.
  ///   - publicURL: the address that people use.
  public init(listening: [String], publicURL: String? = nil) {
    insert("localhost")
    insert("127.0.0.1")
    insert("::1")
    insert(ProcessInfo.processInfo.hostName)
    if let host = publicURL.flatMap({ URLComponents(string: $0)?.host }) { insert(host) }
    for host in listening {
      if let address = Self.bytes(of: host), address.allSatisfy({ $0 == 0 }) {
        insertInterfaces()
      } else {
        insert(host)
      }
    }
  }

  /// Those of a certificate.
  init(of certificate: Certificate) {
    guard let names = try? certificate.extensions.subjectAlternativeNames else { return }
    for name in names {
      switch name {
      case .dnsName(let host): hosts.insert(host.lowercased())
      case .ipAddress(let address): addresses.insert(Array(address.bytes))
      default: continue
      }
    }
  }

  /// Whether a name or an address is among these, whatever its case; an IPv6 address may stand in brackets.
  public func contains(_ host: String) -> Bool {
    var one = ServerNames()
    one.insert(host)
    return !one.general.isEmpty && covers(one)
  }

  /// Whether every name of another is among these.
  func covers(_ other: ServerNames) -> Bool {
    hosts.isSuperset(of: other.hosts) && addresses.isSuperset(of: other.addresses)
  }

  /// In a fixed order, so that equal names make equal certificates.
  var general: [GeneralName] {
    hosts.sorted().map { .dnsName($0) }
      + addresses.sorted { $0.lexicographicallyPrecedes($1) }
      .map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) }
  }

  mutating func insert(_ host: String) {
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    if let address = Self.bytes(of: bare) {
      addresses.insert(address)
    } else if bare.utf8.count <= 253, bare.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
      hosts.insert(bare.lowercased())
    }
  }

  private mutating func insertInterfaces() {
    for device in (try? System.enumerateDevices()) ?? [] {
      guard let address = device.address?.ipAddress.flatMap(Self.bytes) else { continue }
      // A link-local address means another machine on each link.
      if address.count == 16, address[0] == 0xFE, address[1] & 0xC0 == 0x80 { continue }
      addresses.insert(address)
    }
  }

  private static func bytes(of host: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, host, &bytes) == 1 { return Array(bytes.prefix(4)) }
    return inet_pton(AF_INET6, host, &bytes) == 1 ? bytes : nil
  }
}
