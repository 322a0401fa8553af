import Hummingbird
import LockstepServer

/// The cookie of somebody who has signed in: scripts cannot read it, other sites cannot use it for a change, and under
/// TLS no other host of the domain can set it.
enum SessionCookie {
  static func name(isSecure: Bool) -> String { isSecure ? "__Host-lockstep-session" : "lockstep-session" }

  static func secret(of request: Request, isSecure: Bool) -> String? {
    request.cookies[name(isSecure: isSecure)]?.value
  }

  static func field(_ secret: Secret, isSecure: Bool) -> String {
    "\(name(isSecure: isSecure))=\(secret.text)\(attributes(isSecure)); Max-Age=\(Accounts.longest / 1000)"
  }

  /// What removes it.
  static func ended(isSecure: Bool) -> String { "\(name(isSecure: isSecure))=\(attributes(isSecure)); Max-Age=0" }

  private static func attributes(_ isSecure: Bool) -> String {
    "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
  }
}
