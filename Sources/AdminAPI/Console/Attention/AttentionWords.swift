import AdminModel
import LockstepCore
import LockstepStore

/// Entries under *Needs attention* as rows with what can be done.
struct AttentionWords {
  let visit: Visit
  /// Of devices, by number, and of users, by ID: for lists in which people look for them.
  var devices: [UInt32: String] = [:]
  var users: [String: String] = [:]

  private var text: Texts { Texts.english }

  /// - Parameter difference: both values, where the entry is one.
  func row(_ entry: StoredEntry, difference: DifferenceResource? = nil) -> View {
    let kind = entry.kind.rawValue
    let body = difference.map { "{\"version\":\"\($0.version)\"}" }
    let way = difference == nil ? "attention" : "differences"
    return [
      "id": "\(entry.id)", "kind": kind, "title": text("attention.kinds.\(kind).title"),
      "user": entry.user, "userPath": entry.user.map { PathText.encoded($0) },
      "userName": entry.user.flatMap { users[$0] }, "device": entry.device.map { "\($0)" },
      "deviceName": entry.device.flatMap { devices[$0.number] }, "reason": entry.reason,
      "slot": entry.slot.map { slotTitle($0) }, "since": visit.times.view(entry.since),
      "age": text("attention.since", ["time": visit.times.shown(entry.since)]),
      "body": body,
      "values": difference.map { difference -> View in
        ["server": difference.serverValue ?? text("attention.vacant"), "device": difference.deviceValue]
      },
      "actions": actions(entry.kind).map { action -> View in
        [
          "title": action.title, "api": "POST /api/v1/\(way)/\(entry.id)/\(action.name)", "body": body,
          "ask": text.find("attention.ask.\(action.name)"),
        ]
      },
      "hasActions": visit.mayOperate,
    ]
  }

  struct Action {
    let name: String
    let title: String
  }

  func actions(_ kind: AttentionKind) -> [Action] {
    kind.actions.map { Action(name: $0, title: text("attention.actions.\($0)")) }
  }

  /// A field in words.
  func slotTitle(_ slot: Slot) -> String {
    switch slot {
    case .card(let card): text("fields.card", ["kind": text("cards.\(card.kind.name)")])
    case .fingerprint(let index): text("fields.fingerprint", ["n": "\(index)"])
    case .face(let kind, let index): text("fields.face", ["kind": text("faces.\(kind.name)"), "n": "\(index)"])
    case .name: text("fields.name")
    case .personalMessage: text("fields.personalMessage")
    case .pin: text("fields.pin")
    case .photo: text("fields.photo")
    case .jobCodes: text("fields.jobCodes")
    case .accessGroups: text("fields.accessGroups")
    case .start: text("fields.start")
    case .end: text("fields.end")
    case .disabled: text("fields.disabled")
    case .securityLevel: text("fields.securityLevel")
    case .authenticationModes: text("fields.authenticationModes")
    }
  }
}
