import AdminModel
import LockstepCore
import LockstepStore

/// Entries of the monitoring log as rows. The *(Server)* entries of one revision are one row that opens (LOG-8).
struct EventWords {
  let times: TimeText
  /// Names of devices by number.
  let names: [UInt32: String]
  /// How many devices should have a user, by its ID; nil where nobody asked.
  var wanted: [String: Int]?

  private struct Fold: Hashable {
    let user: String
    let revision: Revision
    let title: String
  }

  func rows(_ events: [StoredEvent]) -> [View] {
    var devices: [Fold: [UInt32]] = [:]
    var places: [Fold: Int] = [:]
    var rows: [View] = []
    for event in events {
      if let fold = fold(event), let device = event.device?.number {
        devices[fold, default: []].append(device)
        guard places[fold] == nil else { continue }
        places[fold] = rows.count
      }
      rows.append(row(event))
    }
    for (fold, place) in places {
      let numbers = Set(devices[fold] ?? []).sorted()
      // What follows live joins the row.
      rows[place]["key"] = "\(fold.user) \(fold.revision) \(fold.title)"
      rows[place]["devices"] = numbers.map { "\($0)" }.joined(separator: " ")
      guard numbers.count > 1 else { continue }
      rows[place]["device"] = nil
      rows[place]["deviceTime"] = nil
      rows[place]["fold"] =
        [
          "said": said(numbers.count, fold.user),
          "devices": numbers.map { ["id": "\($0)", "name": names[$0] ?? ""] as View },
        ] as View
    }
    return rows
  }

  /// `written to 399 of 400 devices` (LOG-8).
  private func said(_ written: Int, _ user: String) -> String {
    guard let all = wanted?[user] else { return Texts.english.count("monitoring.written", written) }
    return Texts.english("monitoring.written.of", ["n": "\(written)", "all": "\(max(written, all))"])
  }

  private func fold(_ event: StoredEvent) -> Fold? {
    guard event.kind == .log, event.origin == .server, let user = event.user, let revision = event.revision else {
      return nil
    }
    return Fold(user: user, revision: revision, title: EventTitle.of(event))
  }

  private func row(_ event: StoredEvent) -> View {
    let resource = EventResource(event)
    return [
      "id": "\(event.id)", "time": times.view(event.receivedAt), "title": resource.title, "user": event.user,
      "userPath": event.user.map { PathText.encoded($0) }, "device": event.device.map { "\($0)" },
      "deviceName": event.device.flatMap { names[$0.number] }, "detail": resource.detail, "outcome": resource.outcome,
      "tone": Self.tone(event), "fold": nil,
      "retry": event.kind == .saveFailed
        ? "/attention"
          + PathText.query(["kind": "save-failed", "user": event.user, "device": event.device.map { "\($0)" }]) : nil,
    ]
  }

  /// `good`, `bad`, `quiet`: for the mark beside the words.
  static func tone(_ event: StoredEvent) -> String {
    switch event.kind {
    case .log:
      switch event.code?.main {
      case 0x2100, 0x2300, 0x2500, 0x2800, 0x2A00, 0xC000: "bad"
      default: event.origin == .server ? "quiet" : "good"
      }
    case .saveFailed, .quarantined, .logsLost, .transferFailed, .deviceStopped, .serverBehind, .suspended, .onHold:
      "bad"
    case .rightsRestored, .newEpoch, .waiting, .modeChanged: "notable"
    default: "quiet"
    }
  }
}
