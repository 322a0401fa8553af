import HTTPTypes
import LockstepCore
import LockstepServer
import LockstepStore

/// The project that somebody has open, and what stands at the top of each of its pages.
struct OpenProject: Sendable {
  /// The parts of its pages.
  enum Section: String, CaseIterable, Sendable {
    case users
    case admins
    case settings
  }

  let visit: Visit
  let project: StoredProject
  /// By name, this one too.
  let all: [StoredProject]
  /// The visitor is one of its admins, who do in it what an operator may (SEC-2).
  let isAdmin: Bool
  let held: [PlanHold: Int]
  /// The last one that was a file's.
  let lastRun: StoredRun?
  let hasAdmins: Bool
  /// There is somebody who gets the mail about errors.
  let hasContact: Bool

  init(named name: String, _ visit: Visit, _ store: ReadTransaction) throws {
    self.visit = visit
    let project = try store.project(named: name)
    self.project = project
    all = try store.projects()
    isAdmin = try visit.principal.administrator.map { try store.isAdmin($0, ofProject: project.id) } ?? false
    held = try store.heldCounts(ofProject: project.id)
    lastRun = try store.lastRun(ofProject: project.id)
    hasAdmins = try !store.admins(ofProject: project.id).isEmpty
    hasContact = try !store.officialContacts(ofProject: project.id).isEmpty
  }

  private var text: Texts { Texts.english }

  var path: String { "/projects/\(project.shortName)" }
  var role: Role { isAdmin ? max(visit.role, .operator) : visit.role }
  var readsCardNumbers: Bool { role >= .operator }

  /// - Parameter tail: of the API's route below the project, e.g. `/keys`.
  func may(_ verb: HTTPRequest.Method, _ tail: String = "") -> Bool {
    role >= RouteRoles.role(verb, "/api/v1/projects/{project}\(tail)")
  }

  /// What approval or a choice waits for; conflicts wait for another file.
  var waitingCount: Int { held.filter { $0.key != .conflict }.reduce(0) { $0 + $1.value } }

  // MARK: What templates show

  func view(_ section: Section?) -> View {
    [
      "name": project.name, "shortName": project.shortName, "path": path, "api": "/api/v1\(path)",
      "version": "\(project.version)", "isEnabled": project.settings.isEnabled,
      "others": all.map { other -> View in
        [
          "name": other.name, "path": "/projects/\(other.shortName)\(tail(section))",
          "current": other.id == project.id,
        ]
      },
      "tabs": Section.allCases.map { tab -> View in
        [
          "title": text("projects.sections.\(tab.rawValue)"), "path": path + tail(tab), "current": tab == section,
        ]
      },
    ]
  }

  private func tail(_ section: Section?) -> String {
    switch section {
    case .admins, .settings: "/\(section?.rawValue ?? "")"
    case .users, nil: ""
    }
  }

  /// What is not as it should be: amber for what waits or is missing, red for what failed (AUTO-11).
  func notices(in section: Section? = nil) -> [View] {
    var notices: [View] = []
    if !project.settings.isEnabled {
      notices.append(["kind": "off", "said": text("projects.is-off")])
    } else if let since = project.missedSince {
      notices.append([
        "kind": "missed", "isBad": true,
        "said": text(
          "projects.missed",
          [
            "interval": ProjectWords.interval(project.settings.interval), "time": visit.times.shown(since),
            "zone": visit.zone,
          ]),
      ])
    }
    if let run = lastRun, run.outcome == .refused {
      notices.append([
        "kind": "refused", "isBad": true,
        "said": text(
          "projects.refused", ["time": visit.times.shown(run.endedAt), "reason": run.reason, "zone": visit.zone]),
        "path": "\(path)/runs/\(run.id)", "link": text("projects.see-run"),
      ])
    }
    if let said = ProjectWords.held(held) {
      notices.append([
        "kind": "held", "said": said, "path": "\(path)/held", "link": text("projects.decide"),
      ])
    }
    if !hasContact {
      notices.append([
        "kind": "contact", "said": text(hasAdmins ? "projects.no-contact-address" : "projects.no-admins"),
        "path": section == .admins ? nil : "\(path)/admins", "link": text("projects.to-admins"),
      ])
    }
    return notices
  }
}
