import Foundation
import LockstepCore
import LockstepStore

/// What mails of projects get right before they are handed over: an invitation the link that is made now (AUTO-12), a mail
/// to official contacts the address of the page that it is about.
public enum ProjectMail {
  /// To be called before the services of the server run.
  public static func attach(to engine: Engine) {
    engine.mail.hooks = MailHooks(
      prepare: { [weak engine] mail in
        guard let engine else { throw CancellationError() }
        return try await prepare(mail, engine)
      },
      handedOver: { store, mail, values, now in try handedOver(store, mail, values, now) },
      // A link to nowhere would be worse than a moment: at a start the address of the console is known a little later.
      isReady: { [weak engine] in engine?.mail.consoleURL.isEmpty == false })
  }

  private static func prepare(_ mail: StoredMail, _ engine: Engine) async throws -> [String: MailValue]? {
    let base = engine.mail.consoleURL
    switch mail.kind {
    case .invitation:
      let user = try mail.user.map { try UserID($0) }
      return try await engine.store.read { store in
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
