import LockstepCore
import LockstepStore

/// What people read of runs.
struct RunWords {
  let open: OpenProject

  private var text: Texts { Texts.english }

  /// A run in a list.
  func row(_ run: StoredRun) -> View {
    let way = text("runs.ways.\(key(run.way))")
    return [
      "id": "\(run.id)", "path": "\(open.path)/runs/\(run.id)", "at": open.visit.times.view(run.startedAt),
      "outcome": text("runs.outcomes.\(run.outcome.rawValue)"), "tone": ProjectWords.tone(run.outcome),
      "reason": run.reason, "decision": decision(run), "way": way, "by": run.actor == way ? nil : run.actor,
      "file": run.file,
      // Why a file was refused says how many errors it has.
      "counts": run.outcome == .refused ? nil : ProjectWords.counts(run.counts),
    ]
  }

  /// A run's own page.
  func view(_ run: StoredRun) -> View {
    var view = row(run)
    view["ended"] = open.visit.times.view(run.endedAt)
    view["took"] = TimeText.span(run.endedAt - run.startedAt, text)
    view["bytes"] = run.bytes == 0 ? nil : NumberText.grouped(run.bytes)
    view["rowCount"] = run.outcome == .refused ? nil : NumberText.grouped(run.counts.rows)
    view["decided"] = open.visit.times.view(ifAny: run.decidedAt)
    view["decidedBy"] = run.decidedBy
    view["waits"] = run.outcome == .held && run.decision == .none && !open.held.isEmpty
    return view
  }

  /// - Parameter names: of users whose row keeps none, since nothing was changed.
  func person(_ row: RunRow, names: [String: String]) -> View {
    let isError = row.situation == "error"
    return [
      "line": row.line == 0 ? nil : "\(row.line)", "user": isError ? nil : row.user,
      "userPath": isError || row.user.isEmpty ? nil : PathText.encoded(row.user),
      "name": isError && !open.readsCardNumbers ? nil : row.name.isEmpty ? names[row.user] : row.name,
      "column": isError ? row.user : nil, "situation": row.situation, "action": row.action, "result": row.result,
      "tone": tone(row.result), "note": row.note,
    ]
  }

  private func tone(_ result: String) -> String {
    switch result {
    case "done": "good"
    case "held": "notable"
    case "refused": "bad"
    default: "quiet"
    }
  }

  private func decision(_ run: StoredRun) -> String? {
    run.decision == .none ? nil : text("runs.decisions.\(run.decision.rawValue)")
  }

  private func key(_ way: RunWay) -> String {
    switch way {
    case .upload: "upload"
    case .commandLine: "command-line"
    case .console: "console"
    case .watchedPath: "watched-path"
    case .approval: "approval"
    }
  }
}
