import Foundation

/// `HOST:PORT`; an IPv6 address stands in brackets.
struct HostAndPort: Hashable, Sendable {
  let host: String
  let port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: host, port: Int(port))
  }

  /// Where plain text is served without asking for it by name: nothing leaves the machine.
  var isLoopback: Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    let isIPv4 = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    return isIPv4 || host == "localhost" || host == "::1"
  }

  /// Where people find what listens here: what stands for every interface is no address.
  var forPeople: HostAndPort {
    ["0.0.0.0", "::"].contains(host) ? HostAndPort(host: ProcessInfo.processInfo.hostName, port: port) : self
  }
}

extension HostAndPort: CustomStringConvertible {
  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
