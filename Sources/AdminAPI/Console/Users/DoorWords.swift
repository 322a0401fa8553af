import LockstepCore
import LockstepStore

/// Where a user stands on the doors: which have not confirmed, why, and for how long (SEND-12).
struct DoorWords {
  let visit: Visit
  /// Of devices, by number.
  let names: [UInt32: String]

  private var text: Texts { Texts.english }

  func summary(_ presence: [UserPresence], user: ServerUser, now: Int64) -> View {
    let holding = presence.filter { $0.state == .holds }
    let outside = presence.filter { $0.state == .outOfScope }
    let others = presence.filter { $0.state != .holds && $0.state != .outOfScope }
    return [
      "isEmpty": presence.isEmpty,
      "said": text(
        "doors.said", ["holding": "\(holding.count)", "all": "\(presence.count - outside.count)"]),
      "isComplete": others.isEmpty && !holding.isEmpty, "others": others.map { row($0, now: now) },
      "hasOthers": !others.isEmpty, "holding": holding.map { row($0, now: now) }, "hasHolding": !holding.isEmpty,
      "holdingTitle": text.count("doors.holding", holding.count), "outside": outside.map { row($0, now: now) },
      "hasOutside": !outside.isEmpty, "outsideTitle": text.count("doors.outside", outside.count),
    ]
  }

  func row(_ presence: UserPresence, now: Int64) -> View {
    [
      "id": "\(presence.device)", "name": names[presence.device.number],
      "state": text("doors.states.\(presence.state.rawValue)"), "tone": tone(presence.state),
      "reason": presence.reason,
      "waits": presence.since.map { text("doors.for", ["time": TimeText.span(now - $0, text)]) },
    ]
  }

  /// One sentence why the door has the user or not, and what to do.
  func explanation(_ presence: UserPresence, user: ServerUser, heldSince: Int64?) -> View {
    let door = names[presence.device.number].flatMap { $0.isEmpty ? nil : $0 } ?? "\(presence.device)"
    let key = presence.state.rawValue
    let sentence =
      if presence.state == .holds, let heldSince {
        text("doors.explain.holds-since", ["door": door, "time": visit.times.shown(heldSince)])
      } else {
        text("doors.explain.\(key)", ["door": door, "reason": presence.reason])
      }
    return [
      "sentence": sentence, "advice": text("doors.advice.\(key)"), "tone": tone(presence.state),
      "device": "\(presence.device)",
    ]
  }

  private func tone(_ state: UserPresence.State) -> String {
    switch state {
    case .holds: "good"
    case .pending: "notable"
    case .outOfScope: "quiet"
    case .doesNotFit, .deletedThere, .failed, .held: "bad"
    }
  }
}
