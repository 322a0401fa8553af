import LockstepCore
import LockstepServer
import LockstepStore

/// What people read of a compare.
struct CompareWords {
  let visit: Visit
  let engine: Engine

  /// How many users of a device are named.
  static let mostNames = 20

  private var text: Texts { Texts.english }

  func row(_ compare: StoredCompare, _ findings: [ComparedUser]) -> View {
    let total = compare.counts.values.reduce(0, +)
    return [
      "id": "\(compare.device)", "name": compare.name.isEmpty ? "\(compare.device)" : compare.name,
      "state": state(compare), "kind": kind(compare), "at": compare.endedAt.map { visit.times.view($0) },
      "deep": compare.wasDeep ? text("compares.deep") : nil, "same": NumberText.grouped(compare.same),
      "found": found(compare), "hasFound": total > 0,
      "users": findings.map { found -> View in
        ["user": found.user.text, "path": PathText.encoded(found.user.text), "kind": word(found.finding)]
      },
      "more": total > findings.count ? text("compares.more", ["n": NumberText.grouped(total - findings.count)]) : nil,
    ]
  }

  private func state(_ compare: StoredCompare) -> String {
    switch compare.state {
    case .asked: text(engine.isOnline(compare.device) ? "compares.states.turn" : "compares.states.away")
    case .due: text(engine.isOnline(compare.device) ? "compares.states.running" : "compares.states.away")
    case .never: text("compares.states.never")
    case .failed: text("compares.states.failed", ["reason": compare.failure])
    case .done: text(compare.isEqual == true ? "compares.states.equal" : "compares.states.different")
    }
  }

  /// For the colour beside the words: as of a device.
  private func kind(_ compare: StoredCompare) -> String {
    switch compare.isEqual {
    case nil: "unused"
    case true?: "in-sync"
    case false?: "pending"
    }
  }

  /// `3 stale, 2 missing`.
  func found(_ compare: StoredCompare) -> String {
    var parts = Comparison.Finding.allCases.compactMap { finding -> String? in
      let count = compare.counts[finding] ?? 0
      return count > 0 ? "\(NumberText.grouped(count)) \(word(finding))" : nil
    }
    if compare.repaired > 0 { parts.append(text("compares.repaired", ["n": NumberText.grouped(compare.repaired)])) }
    if compare.leftOut > 0 { parts.append(text("compares.left-out", ["n": NumberText.grouped(compare.leftOut)])) }
    if compare.hasWrongDigests { parts.append(text("compares.wrong-digests")) }
    return parts.joined(separator: ", ")
  }

  private func word(_ finding: Comparison.Finding) -> String { text("compares.findings.\(finding.rawValue)") }

  /// What a repair would do by each of its choices; nil when there is nothing to repair.
  func repair(_ compares: [StoredCompare]) -> View? {
    func total(_ findings: Comparison.Finding...) -> Int {
      compares.reduce(0) { sum, compare in findings.reduce(sum) { $0 + (compare.counts[$1] ?? 0) } }
    }
    let (sent, altered) = (total(.stale, .missing), total(.altered))
    let (unwanted, new) = (total(.deleted, .outOfScope), total(.new, .editedOutOfScope))
    let edited = visit.mode.takesUserUpdatesFromDevices ? total(.edited) : 0
    guard sent + altered + unwanted + new + edited > 0 else { return nil }
    return [
      "sent": text.count("compares.repair.sent", sent),
      "edited": edited > 0 ? text.count("compares.repair.edited", edited) : nil,
      "altered": altered > 0 ? text.count("compares.repair.altered", altered) : nil,
      "unwanted": unwanted > 0 ? text.count("compares.repair.unwanted", unwanted) : nil,
      "new": new > 0 ? text.count("compares.repair.new", new) : nil,
      "ask": text("compares.repair.ask"),
    ]
  }
}
