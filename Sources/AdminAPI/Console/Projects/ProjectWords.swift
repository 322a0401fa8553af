import LockstepCore
import LockstepStore

/// What people read of projects.
enum ProjectWords {
  private static var text: Texts { Texts.english }

  /// `1 h`, `90 min`.
  ///
  /// - Parameter seconds: between two files.
  static func interval(_ seconds: Int) -> String {
    if seconds % 86_400 == 0 { return text.count("projects.intervals.days", seconds / 86_400) }
    if seconds % 3600 == 0 { return text.count("projects.intervals.hours", seconds / 3600) }
    return text.count("projects.intervals.minutes", seconds / 60)
  }

  /// `12 deletions wait for approval; 1 row may be somebody who is here already`; nil if nothing waits.
  static func held(_ counts: [PlanHold: Int]) -> String? {
    let parts = PlanHold.allCases.compactMap { hold -> String? in
      guard let count = counts[hold], count > 0 else { return nil }
      return text.count("projects.held.\(key(hold))", count)
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
  }

  /// Of texts.
  static func key(_ hold: PlanHold) -> String {
    switch hold {
    case .deletions: "deletions"
    case .column: "columns"
    case .lastRow: "last-row"
    case .person: "persons"
    case .conflict: "conflicts"
    case .needs: "needs"
    }
  }

  /// `3 added, 1 deleted`: what is not nothing.
  static func counts(_ counts: RunCounts) -> String {
    let all = [
      ("added", counts.added), ("linked", counts.linked), ("updated", counts.updated), ("deleted", counts.deleted),
      ("unlinked", counts.unlinked), ("held", counts.held), ("kept", counts.kept), ("unchanged", counts.unchanged),
    ]
    let parts = all.filter { $0.1 > 0 }.map { text("runs.counts.\($0.0)", ["n": NumberText.grouped($0.1)]) }
    return parts.isEmpty ? text("runs.counts.none") : parts.joined(separator: ", ")
  }

  static func tone(_ outcome: StoredRun.Outcome) -> String {
    switch outcome {
    case .done, .noChange: "good"
    case .held: "notable"
    case .refused: "bad"
    }
  }

  static func tone(_ status: StoredPerson.Status) -> String {
    switch status {
    case .active: "good"
    case .invitationSent, .invitationWaiting, .deletionPending: "notable"
    case .invitationExpired: "bad"
    case .notInvited, .reset: "quiet"
    }
  }

  static func status(_ status: StoredPerson.Status) -> String { text("people.statuses.\(status.rawValue)") }

  /// The mark of a person's phone, and what its time says.
  static func phone(_ person: StoredPerson, _ times: TimeText) -> View {
    let (label, at): (String, Int64?) =
      switch person.status {
      case .invitationSent: ("until", person.expiresAt)
      case .invitationExpired: ("expired", person.expiresAt)
      case .active: ("since", person.activatedAt)
      case .reset: ("since", person.resetAt)
      case .notInvited, .invitationWaiting, .deletionPending: ("since", person.since)
      }
    return [
      "status": status(person.status), "tone": tone(person.status), "label": text("people.\(label)"),
      "at": times.view(ifAny: at),
    ]
  }
}
