import Foundation
import LockstepCore
import LockstepStore
import Synchronization

extension Accounts {
  /// Makes the link of the first administrator, if nobody has given a password yet, and keeps it in the file
  /// `first-sign-in` of the data directory; removes the file once somebody has.
  ///
  /// - Parameter url: where people reach the console.
  /// - Returns: the link; nil when there is an administrator who can sign in.
  public func firstSignIn(at url: String, in directory: DataDirectory) async throws -> String? {
    let secret: Secret? = try await change { [self] store, now in
      let known = try store.reading.administrators()
      guard !known.contains(where: \.hasPassword) else { return nil }
      let first =
        try known.first { $0.role == .administrator }
        ?? store.addAdministrator(named: "administrator", role: .administrator, at: now)
      return try makeLink(for: first.id, in: store).0
    }
    let link = secret.map { Self.link($0, at: url) }
    try directory.keepFirstSignIn(link)
    firstSignIn.withLock { $0 = link == nil ? nil : directory }
    return link
  }

  /// The address that a link's secret belongs to.
  public static func link(_ secret: Secret, at url: String) -> String {
    var url = url
    while url.hasSuffix("/") { url.removeLast() }
    return "\(url)/sign-in/link/\(secret.text)"
  }
}
