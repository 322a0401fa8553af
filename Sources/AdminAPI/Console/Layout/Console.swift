import AdminModel
import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore
import Mustache

/// The pages for people. They only show; every change is a request of theirs to the API.
struct Console: Sendable {
  let engine: Engine
  let accounts: Accounts
  let gate: ConnectionGate
  /// Nil for plain text.
  let tls: ServerTLS?
  let version: String
  let progress = ProgressWatch()

  var text: Texts { Texts.english }
  var isSecure: Bool { tls != nil }

  /// Finds out who looks; nobody is led to the sign-in by the page.
  var identifying: AuthenticationMiddleware {
    AuthenticationMiddleware(accounts: accounts, gate: gate, isSecure: isSecure, isRequired: false)
  }

  /// Nobody has signed in, or not any more.
  enum SignedOut: Error {
    case signedOut
  }

  func addRoutes(to router: Router<AdminContext>) {
    let plain = router.group().add(middleware: PageMiddleware(console: self))
    AssetController().addRoutes(to: plain)
    PhonePages(console: self).addRoutes(to: plain)
    let pages = router.group().add(middleware: identifying)
      .add(middleware: PageMiddleware(console: self))
    SignInPages(console: self).addRoutes(to: pages)
    OverviewPage(console: self).addRoutes(to: pages)
    MonitoringPage(console: self).addRoutes(to: pages)
    UserPages(console: self).addRoutes(to: pages)
    DeletedUsersPage(console: self).addRoutes(to: pages)
    ErasuresPage(console: self).addRoutes(to: pages)
    ProjectPages(console: self).addRoutes(to: pages)
    DevicePages(console: self).addRoutes(to: pages)
    ComparePages(console: self).addRoutes(to: pages)
    AccessGroupPages(console: self).addRoutes(to: pages)
    AttentionPage(console: self).addRoutes(to: pages)
    TransferPages(console: self).addRoutes(to: pages)
    SettingPages(console: self).addRoutes(to: pages)
    MailPage(console: self).addRoutes(to: pages)
    AccountPages(console: self).addRoutes(to: pages)
    HelpPages(console: self).addRoutes(to: pages)
  }

  // MARK: Who looks

  /// - Throws: ``SignedOut``; ``RequestError/forbidden(_:)`` for a page that the role may not see.
  func visit(_ context: AdminContext, to page: String) async throws -> Visit {
    guard let principal = context.principal else { throw SignedOut.signedOut }
    // An upload key may do nothing else, not even look.
    guard principal.uploadsTo == nil else { throw RequestError.unauthorized }
    let needed = Navigation.role(of: page)
    guard principal.role >= needed else { throw RequestError.forbidden(needed) }
    return try await visit(of: principal, in: page)
  }

  private func visit(of principal: Principal, in place: String = "") async throws -> Visit {
    let (zone, mode, open, waiting) = try await engine.store.read { store in
      (
        try store.setting(.timeZone), try store.mode(), try store.openEntries(countedTo: 1000),
        try store.waitingDeviceCount()
      )
    }
    return Visit(
      principal: principal, place: place, times: TimeText(zone: zone), zone: zone, mode: mode, open: open,
      waitingDevices: waiting)
  }

  func leadToSignIn(_ request: Request) -> Response {
    let path = request.uri.path == "/" ? "" : "?then=\(PathText.encoded(request.uri.string))"
    return .redirect(to: "/sign-in\(path)")
  }

  // MARK: Pages

  /// A page in the layout of those who have signed in.
  ///
  /// - Parameters:
  ///   - name: of the template and of its texts (`pages.NAME.title`).
  ///   - title: where it is not always the same.
  func page(_ name: String, _ visit: Visit, title: String? = nil, _ content: View) -> Response {
    var view = content
    let role = visit.role
    view["layout"] =
      [
        "daily": Navigation.view(Navigation.daily, visit, current: name),
        "administration": Navigation.view(Navigation.administration, visit, current: name),
        "name": visit.principal.actor.name, "role": text("roles.\(role.rawValue)"),
        "csrf": visit.principal.csrfToken ?? "", "version": version, "zone": visit.zone,
        "isAccount": visit.principal.administrator != nil, "isSignedIn": true,
      ] as View
    view["can"] = ["operate": visit.mayOperate, "administer": visit.mayAdminister] as View
    return render(name, title: title, view)
  }

  /// A page for those who have not.
  func plainPage(_ name: String, title: String? = nil, status: HTTPResponse.Status = .ok, _ content: View) -> Response {
    var view = content
    view["layout"] = ["version": version, "csrf": ""] as View
    return render(name, title: title, status: status, view)
  }

  private func render(
    _ name: String, title: String? = nil, status: HTTPResponse.Status = .ok, _ content: View
  ) -> Response {
    var view = content
    view["assets"] = "/assets/\(ConsoleFile.assetVersion)"
    view["page"] =
      [
        "name": name, "title": title ?? text("pages.\(name).title"), "what": text.find("pages.\(name).what"),
        "help": text.find("pages.\(name).help"),
      ] as View
    let html = PageTemplates.library.render(view, withTemplate: name) ?? ""
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  func problemPage(_ problem: Problem, _ request: Request, _ context: AdminContext) async throws -> Response {
    let view: View = ["detail": problem.detail, "status": problem.status]
    var response: Response
    if let principal = context.principal, principal.uploadsTo == nil, let visit = try? await visit(of: principal) {
      response = page("problem", visit, title: problem.title, view)
    } else {
      response = plainPage("problem", title: problem.title, view)
    }
    response.status = HTTPResponse.Status(code: problem.status)
    return response
  }
}
