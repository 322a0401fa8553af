import Hummingbird
import LockstepCore
import LockstepStore

/// Which entries a list shows.
private enum EntryState: String, CaseIterable {
  case open
  case closed
  case all
}

extension Request {
  func entryQuery(_ kind: AttentionKind?, limit: Int) throws -> EntryQuery {
    let state = try query("state", oneOf: EntryState.self) ?? .open
    return EntryQuery(
      kind: kind, user: query("user"), device: try queryDevice(), isOpen: state == .all ? nil : state == .open,
      after: try cursor() ?? 0, limit: limit)
  }
}
