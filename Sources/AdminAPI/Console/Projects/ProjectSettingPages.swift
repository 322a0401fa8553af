import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// How a project works, and who looks after it.
struct ProjectSettingPages {
  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("projects/:project/settings", use: settings).get("projects/:project/admins", use: admins)
      .get("projects/:project/authority.crt", use: authority)
  }

  // MARK: Settings

  private func settings(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "projects")
    let name = context.parameters.get("project") ?? ""
    let (open, keys, runs, groups) = try await console.engine.store.read { store in
      let open = try OpenProject(named: name, visit, store)
      return (
        open, try store.keys(ofProject: open.project.id), try store.runs(ofProject: open.project.id, limit: 10),
        try store.accessGroupNames()
      )
    }
    let text = console.text
    let chosen = Set(open.project.settings.accessGroups.compactMap { groups[$0] })
    var view = fields(open.project.settings)
    view["project"] = open.view(.settings)
    view["notices"] = open.notices()
    view["completed"] = completed(open)
    view["isNew"] = open.project.completedAt == nil
    view["mayEdit"] = open.may(.patch)
    view["mayRemove"] = open.may(.delete)
    view["mayMakeKeys"] = open.may(.post, "/keys")
    view["mayUpload"] = open.may(.put, "/auto-sync")
    view["groupChoices"] = groups.values.sorted().map { ["name": $0, "chosen": chosen.contains($0)] as View }
    view["hasGroups"] = !groups.isEmpty
    view["keys"] = keys.map { key -> View in
      [
        "id": "\(key.id)", "name": key.name, "by": key.createdBy, "created": visit.times.view(key.createdAt),
        "used": visit.times.view(ifAny: key.usedAt), "from": key.usedFrom,
        "ask": text("projects.ask-revoke", ["name": key.name]),
      ]
    }
    view["hasKeys"] = !keys.isEmpty
    view["authority"] =
      console.tls?.webAuthority == nil
      ? nil
      : [
        "path": "\(open.path)/authority.crt", "file": Self.authorityFile(open.project),
      ] as View
    view["runs"] = runs.map { RunWords(open: open).row($0) }
    view["hasRuns"] = !runs.isEmpty
    view["askRemove"] = text("projects.ask-remove", ["name": open.project.name])
    return console.page(
      "project-settings", visit, title: "\(text("projects.sections.settings")) – \(open.project.name)", view)
  }

  /// The blue info box (AUTO-11).
  private func completed(_ open: OpenProject) -> View? {
    open.project.completedAt.map { completedAt in
      let settings = open.project.settings
      let next = completedAt + Int64(settings.interval) * 1000
      return [
        "at": open.visit.times.view(completedAt), "zone": open.visit.zone,
        "next": settings.isEnabled ? open.visit.times.view(next) : nil,
      ]
    }
  }

  private func fields(_ settings: ProjectSettings) -> View {
    let text = console.text
    return [
      "name": settings.name, "isEnabled": settings.isEnabled,
      "switchTo": settings.isEnabled ? "false" : "true",
      "switchTitle": text(settings.isEnabled ? "projects.switch-off" : "projects.switch-on"),
      "askSwitch": settings.isEnabled ? text("projects.ask-switch-off") : nil,
      "enabledState": text(settings.isEnabled ? "settings.on" : "settings.off"),
      "intervalMinutes": "\(settings.interval / 60)", "deletesLinked": settings.deletesLinked,
      "invitations": ProjectSettings.Invitations.allCases.map { way -> View in
        [
          "value": way.rawValue, "title": text("projects.invitations.\(way.rawValue)"),
          "chosen": way == settings.invitations,
        ]
      },
      "language": settings.language, "support": settings.supportContact, "sender": settings.senderName,
      "mostDeletions": "\(settings.deletionGuard.mostDeletions)",
      "mostPercent": "\(settings.deletionGuard.mostPercent)", "watchedPath": settings.watchedPath,
    ]
  }

  /// The certificate of the server's own authority, for machines that upload.
  private func authority(_ request: Request, _ context: AdminContext) async throws -> Response {
    _ = try await console.visit(context, to: "projects")
    let name = context.parameters.get("project") ?? ""
    let project = try await console.engine.store.read { try $0.project(named: name) }
    guard let certificate = console.tls?.webAuthority else { throw HTTPError(.notFound) }
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/x-x509-ca-cert",
        .contentDisposition: "attachment; filename=\"\(Self.authorityFile(project))\"",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: certificate)))
  }

  /// As the scripts of the task config expect it.
  private static func authorityFile(_ project: StoredProject) -> String { "autosync_\(project.shortName).crt" }

  // MARK: Admins

  private func admins(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "projects")
    let name = context.parameters.get("project") ?? ""
    let (open, admins, everybody) = try await console.engine.store.read { store in
      let open = try OpenProject(named: name, visit, store)
      return (
        open, try store.admins(ofProject: open.project.id), try store.administrators()
      )
    }
    let text = console.text
    let known = Set(admins.map(\.administrator))
    let others = everybody.filter { !known.contains($0.id) }
    return console.page(
      "project-admins", visit, title: "\(text("projects.sections.admins")) – \(open.project.name)",
      [
        "project": open.view(.admins), "notices": open.notices(in: .admins),
        "rows": admins.map { admin -> View in
          [
            "id": "\(admin.administrator)", "name": admin.name, "email": admin.email,
            "isContact": admin.isOfficialContact, "since": visit.times.view(admin.since),
            "ask": text("projects.ask-remove-admin", ["name": admin.name]),
          ]
        },
        "hasRows": !admins.isEmpty, "mayEdit": open.may(.put, "/admins/{id}"),
        "others": others.map { ["id": "\($0.id)", "name": $0.name] as View }, "hasOthers": !others.isEmpty,
      ])
  }
}
