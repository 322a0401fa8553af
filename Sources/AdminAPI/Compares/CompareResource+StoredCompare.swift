import AdminModel
import LockstepCore
import LockstepStore

extension CompareResource {
  /// How many users of a device are named in a list of devices; the counts are of all.
  static let mostInLists = 200

  init(_ compare: StoredCompare, _ findings: [ComparedUser], isOnline: Bool) {
    let state =
      switch compare.state {
      case .asked: "waiting"
      case .due: isOnline ? "running" : "waiting"
      case .never, .done, .failed: compare.state.rawValue
      }
    self.init(
      device: compare.device.number, name: compare.name, connection: isOnline ? "online" : "offline", state: state,
      cause: compare.cause?.rawValue, endedAt: compare.endedAt.map(Moment.milliseconds), deep: compare.wasDeep,
      failure: compare.failure, equal: compare.isEqual, same: compare.same, leftOut: compare.leftOut,
      repaired: compare.repaired, readBack: compare.readBack, wrongDigests: compare.hasWrongDigests,
      counts: Dictionary(compare.counts.map { ($0.rawValue, $1) }) { $1 }, different: [], newOnDevice: [], missing: [])
    for found in findings {
      switch found.finding.side {
      case .neither: break
      case .both: different.append(DifferentUser(found))
      case .deviceOnly: newOnDevice.append(DifferentUser(found))
      case .serverOnly: missing.append(found.user.text)
      }
    }
  }
}

extension DifferentUser {
  fileprivate init(_ found: ComparedUser) { self.init(user: found.user.text, kind: found.finding.rawValue) }
}

extension Comparison.Finding {
  /// Who should, or does, hold the user.
  enum Side {
    case neither
    case both
    case deviceOnly
    case serverOnly
  }

  var side: Side {
    switch self {
    case .same: .neither
    case .stale, .ahead, .edited, .altered, .foreign: .both
    case .new, .deleted, .outOfScope, .editedOutOfScope: .deviceOnly
    case .missing: .serverOnly
    }
  }
}

extension RepairResource {
  init(_ begun: RepairBegun) {
    self.init(
      devices: begun.devices.map(\.number), written: begun.written, removed: begun.removed, takenIn: begun.pulled,
      left: begun.left, transfers: begun.transfers)
  }
}
