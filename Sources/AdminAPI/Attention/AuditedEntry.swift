import LockstepCore
import LockstepStore

/// An entry that was decided, for the audit log: no card number and no value of a secret (SEC-3).
struct AuditedEntry: Encodable {
  let kind: String
  let user: String?
  let device: UInt32?
  let field: String?
  let decision: String

  init(_ entry: StoredEntry, decision: String) {
    (kind, user, device) = (entry.kind.rawValue, entry.user, entry.device?.number)
    field = entry.slot.map { Self.field($0) }
    self.decision = decision
  }

  private static func field(_ slot: Slot) -> String {
    guard case .card(let card) = slot else { return slot.description }
    return "card \(card.kind.name)"
  }
}
