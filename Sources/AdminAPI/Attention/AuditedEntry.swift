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
    field = entry.slot.map(\.withoutNumber)
    self.decision = decision
  }
}
