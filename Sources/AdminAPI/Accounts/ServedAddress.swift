import Foundation
import Hummingbird
import LockstepServer

/// Where people reach the console, for links that are handed over.
struct ServedAddress: Sendable {
  /// As it was configured.
  let publicURL: String?
  let names: ServerNames
  /// Nil for plain text.
  let tls: ServerTLS?

  /// What a link begins with: as configured, else where the request was sent. The `Host` header is the client's word and
  /// must not lead a secret to another server, so that only names of this one count; else it is the address on which the
  /// request came in.
  func base(of request: Request, _ context: AdminContext) -> String {
    if let publicURL { return publicURL }
    let asked = request.head.authority.flatMap { isOurs($0) ? $0 : nil }
    return "\(tls == nil ? "http" : "https")://\(asked ?? context.served)"
  }

  private func isOurs(_ authority: String) -> Bool {
    guard let parts = URLComponents(string: "http://\(authority)"), parts.user == nil, parts.path.isEmpty,
      parts.query == nil, parts.fragment == nil, let host = parts.host
    else { return false }
    return names.contains(host) || tls?.isNamed(host) ?? false
  }
}
