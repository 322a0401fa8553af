import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

struct DevicePages {
  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("devices", use: list).get("devices/:id", use: show)
  }

  /// What a list shows.
  private enum Shown: String, CaseIterable {
    case all
    case offline
    case pending
    case attention
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "devices")
    let shown = try request.query("show", oneOf: Shown.self) ?? .all
    let wanted = request.search("q")
    let cursors = console.engine.liveCursors
    let rows = try await console.engine.store.read { try $0.devices(lookingAt: DeviceWords.window, cursors: cursors) }
    let words = DeviceWords(visit: visit, engine: console.engine)
    let registered = rows.filter(\.isRegistered)
    let found = registered.filter { isShown($0, shown, words) && matches($0, wanted) }
    let waiting = rows.filter { !$0.isRegistered }
    let filters = Shown.allCases.map { choice -> View in
      [
        "title": console.text("devices.show.\(choice.rawValue)"), "current": choice == shown,
        "path": "/devices" + PathText.query(["show": choice == .all ? nil : choice.rawValue, "q": wanted]),
        "count": NumberText.grouped(registered.count { isShown($0, choice, words) }),
      ]
    }
    return console.page(
      "devices", visit,
      [
        "waiting": waiting.map { words.waiting($0) }, "hasWaiting": !waiting.isEmpty,
        "waitingTitle": console.text.count("devices.waiting", waiting.count),
        "rows": found.map { words.row($0) }, "hasRows": !found.isEmpty, "isEmpty": rows.isEmpty, "q": wanted ?? "",
        "show": shown == .all ? nil : shown.rawValue,
        "hasNone": !rows.isEmpty && found.isEmpty && !registered.isEmpty, "filters": filters,
        "hasRegistered": !registered.isEmpty,
      ])
  }

  private func isShown(_ device: StoredDevice, _ shown: Shown, _ words: DeviceWords) -> Bool {
    switch shown {
    case .all: true
    case .offline: !words.isOnline(device)
    case .pending: ["pending", "hold"].contains(words.kind(device))
    case .attention: device.openDifferences + device.exceptions > 0
    }
  }

  private func matches(_ device: StoredDevice, _ wanted: String?) -> Bool {
    guard let wanted = wanted?.lowercased() else { return true }
    return "\(device.id)".hasPrefix(wanted) || device.name.lowercased().contains(wanted)
      || device.place.lowercased().contains(wanted)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "devices")
    let id = try context.device()
    let cursors = console.engine.liveCursors
    let (device, groups, rest, users, entries, events, compare) = try await console.engine.store.read { store in
      let device = try store.device(id, lookingAt: DeviceWords.window, cursors: cursors)
      return (
        device, try store.accessGroupNames().values.sorted(),
        try device.isRegistered ? store.userCount(above: device.cursor) : 0, try store.userCount(),
        try store.entries(EntryQuery(device: id, limit: 20)),
        try store.events(EventQuery(device: id, direction: .before(.max), limit: 10)),
        try device.isRegistered ? store.compare(of: id) : nil
      )
    }
    let words = DeviceWords(visit: visit, engine: console.engine)
    var view = words.row(device)
    view["isRegistered"] = device.isRegistered
    // Where every change above the cursor concerns the device they can be counted for it alone.
    if device.pending.isMore, visit.mode.scope == .all, device.hold == nil, device.reconcile == nil {
      view["sync"] = console.text.count("devices.sync.pending", rest)
    }
    view["waitingRow"] = device.isRegistered ? nil : words.waiting(device)
    view["model"] = device.model
    view["firmware"] = device.firmware
    view["code"] = console.engine.checkCode(of: device.candidateKey ?? device.publicKey)
    view["isReplacement"] = device.candidateKey != nil && device.isRegistered
    view["firstSeen"] = visit.times.view(device.firstSeen)
    view["skew"] = console.text.count("devices.skew", Int(device.clockSkew.magnitude))
    view["givenName"] = device.name
    view["version"] = "\(device.version)"
    view["groupChoices"] = groups.map { ["name": $0, "chosen": device.accessGroups.contains($0)] as View }
    view["hasGroups"] = !groups.isEmpty
    view["enrolmentChoices"] = groups.map { ["name": $0, "chosen": $0 == device.enrolmentGroup] as View }
    view["hold"] = device.hold.map { hold -> View in
      [
        "title": console.text("devices.hold.\(hold.rawValue)"), "reason": device.holdReason,
        "explanation": console.text("devices.hold-explained.\(hold.rawValue)"),
        "isStopped": hold == .stopped, "isSuspended": hold == .suspended,
      ]
    }
    let compareWords = CompareWords(visit: visit, engine: console.engine)
    view["compare"] = compare.map { compareWords.row($0, []) }
    view["repair"] = device.hold == nil ? compare.flatMap { compareWords.repair([$0]) } : nil
    view["usersTotal"] = NumberText.grouped(device.userCount)
    view["fill"] = fill(device, rest: rest, users: users, visit)
    view["entries"] = entries.map { AttentionWords(visit: visit).row($0) }
    view["hasEntries"] = !entries.isEmpty
    let eventWords = EventWords(times: visit.times, names: [:])
    view["events"] = eventWords.rows(events)
    view["hasEvents"] = !events.isEmpty
    return console.page("device", visit, title: words.name(device), view)
  }

  /// How far the cursor is behind, once it is far: a first fill, or a long absence.
  private func fill(_ device: StoredDevice, rest: Int, users: Int, _ visit: Visit) -> View? {
    guard device.isRegistered, device.hold == nil, visit.mode.scope != .none, rest > 50, users > 0 else { return nil }
    let estimate =
      console.engine.isOnline(device.id)
      ? console.progress.estimate("device \(device.id)", rest: rest) : nil
    return [
      "done": max(0, users - rest), "total": users,
      "said": console.text(
        "devices.fill", ["done": NumberText.grouped(max(0, users - rest)), "total": NumberText.grouped(users)]),
      "estimate": estimate.map { console.text("progress.left", ["time": TimeText.span($0, console.text)]) },
    ]
  }
}
