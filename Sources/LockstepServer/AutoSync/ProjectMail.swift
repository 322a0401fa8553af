import Foundation
import LockstepCore
import LockstepStore
import Synchronization

/// What mails of projects get right before they are handed over: an invitation the link that is made now (AUTO-12), a mail
/// to official contacts the address of the page that it is about.
public final class ProjectMail: Sendable {
  private let engine: Engine
  private let base: Mutex<String>

  /// - Parameter address: that people reach the server at, without a slash at its end.
  public init(engine: Engine, address: String) {
    self.engine = engine
    base = Mutex(address)
    engine.mail.hooks = MailHooks(
      prepare: { [weak self] mail in
        guard let self else { throw CancellationError() }
        return try await prepare(mail)
      },
      handedOver: { store, mail, values, now in try Self.handedOver(store, mail, values, now) })
  }

  /// Once it is known on which port the server listens.
  public func isReached(at address: String) { base.withLock { $0 = address } }

  private func prepare(_ mail: StoredMail) async throws -> [String: MailValue]? {
    let base = base.withLock { $0 }
    switch mail.kind {
    case .invitation:
      let user = try mail.user.map { try UserID($0) }
      return try await engine.store.read { [engine] store in
        // Deleted, activated or sent anew meanwhile: what this one says is no longer true.
        guard let user, try store.isInvitationOpen(user) else { return nil }
        let expires = engine.now() + WriteTransaction.invitationLife
        return [
          "link": .text("\(base)/invitation/\(Secret().text)"), "expires": .text(try store.shownTime(expires)),
        ]
      }
    case .fileErrors, .deletionsHeld, .missedRun, .restored, .phoneRemoved:
      guard case .text(let project) = mail.content["shortName"] else { return [:] }
      let page: String =
        switch (mail.kind, mail.content["run"]) {
        case (.deletionsHeld, _): "held"
        case (_, .text(let run)): "runs/\(run)"
        default: "settings"
        }
      return ["link": .text("\(base)/projects/\(project)/\(page)")]
    default: return [:]
    }
  }

  private static func handedOver(
    _ store: WriteTransaction, _ mail: StoredMail, _ values: [String: MailValue], _ now: Int64
  ) throws {
    guard mail.kind == .invitation, let user = mail.user, case .text(let link) = values["link"],
      let secret = link.split(separator: "/").last
    else { return }
    try store.invitationHandedOver(
      to: try UserID(user), digest: Secret(presented: String(secret)).digest, at: now)
  }
}
