import AdminModel

extension RunResult {
  /// One line that sums up, then the rows.
  ///
  /// - Parameter project: as it was named, for the commands that come next.
  func text(of project: String) -> String {
    let title: String =
      switch outcome {
      case "done": dryRun ? "would be done" : "done"
      case "no-change": "no change"
      case "held": dryRun ? "something would be held" : "something is held"
      default: "refused, nobody was changed"
      }
    var text = "\(dryRun ? "dry run: " : "")\(title)\(reason.isEmpty ? "" : ": \(reason)")\n"
    text += counts.words + "\n"
    // Who stays as they are is in the history.
    let shown = rows.filter { $0.situation != "unchanged" }
    if !shown.isEmpty { text += (outcome == "refused" ? Table.errors : Table.rows).render(shown) }
    if let run, outcome == "held" {
      let tail = "--project \(project.contains(" ") ? "\"\(project)\"" : project)"
      text += """
        look at it with:  lockstep auto-sync held \(tail)
        do it with:       lockstep auto-sync approve \(run) \(tail)
        or leave it with: lockstep auto-sync reject \(run) \(tail)

        """
    }
    return text
  }
}

extension RunCountsResource {
  /// `1000 rows: 3 added, 997 unchanged`
  var words: String {
    let parts = [
      (added, "added"), (linked, "linked"), (updated, "updated"), (deleted, "deleted"), (unlinked, "unlinked"),
      (unchanged, "unchanged"), (kept, "kept"), (held, "held"), (errors, errors == 1 ? "error" : "errors"),
    ]
    let shown = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    // An approval, or a file that could not be read.
    if rows == 0, !shown.isEmpty { return shown }
    return "\(rows) \(rows == 1 ? "row" : "rows")\(shown.isEmpty ? "" : ": \(shown)")"
  }
}

extension Table where Item == RunRowResource {
  static var rows: Table {
    Table([
      ("LINE", { $0.line == 0 ? "" : "\($0.line)" }),
      ("USER", { $0.user }),
      ("NAME", { $0.name }),
      ("SITUATION", { $0.situation }),
      ("ACTION", { $0.action }),
      ("RESULT", { $0.result }),
      ("NOTE", { $0.note }),
    ])
  }

  static var errors: Table {
    Table([
      ("LINE", { $0.line == 0 ? "" : "\($0.line)" }),
      ("COLUMN", { $0.user }),
      ("VALUE", { $0.name }),
      ("REASON", { $0.note }),
    ])
  }
}
