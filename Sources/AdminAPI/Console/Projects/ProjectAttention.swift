import LockstepCore
import LockstepStore

/// What of projects needs somebody, as the overview lists it.
enum ProjectAttention {
  static func rows(_ store: ReadTransaction) throws -> [View] {
    let text = Texts.english
    var rows: [View] = []
    for project in try store.projects() {
      let path = "/projects/\(project.shortName)"
      if project.missedSince != nil {
        rows.append(["title": text("projects.attention.missed", ["name": project.name]), "path": "\(path)/settings"])
      }
      if let run = try store.lastRun(ofProject: project.id), run.outcome == .refused {
        rows.append([
          "title": text("projects.attention.refused", ["name": project.name]), "path": "\(path)/runs/\(run.id)",
          "count": NumberText.grouped(run.counts.errors),
        ])
      }
      let held = try store.heldCounts(ofProject: project.id).values.reduce(0, +)
      if held > 0 {
        rows.append([
          "title": text("projects.attention.held", ["name": project.name]), "path": "\(path)/held",
          "count": NumberText.grouped(held),
        ])
      }
    }
    return rows
  }
}
