import HTTPTypes
import LockstepCore
import LockstepStore

/// The console's pages in their order.
enum Navigation {
  struct Place: Sendable {
    let name: String
    let path: String
    /// The API's route that shows the same, so that who may see it is said in one place.
    let route: String
  }

  static let daily = [
    Place(name: "overview", path: "/", route: "/api/v1/status"),
    Place(name: "monitoring", path: "/monitoring", route: "/api/v1/events"),
    Place(name: "users", path: "/users", route: "/api/v1/users"),
    Place(name: "projects", path: "/projects", route: "/api/v1/projects"),
    Place(name: "devices", path: "/devices", route: "/api/v1/devices"),
    Place(name: "access-groups", path: "/access-groups", route: "/api/v1/access-groups"),
    Place(name: "attention", path: "/attention", route: "/api/v1/attention"),
  ]
  static let administration = [
    Place(name: "settings", path: "/settings", route: "/api/v1/settings/{name}"),
    Place(name: "notifications", path: "/settings/notifications", route: "/api/v1/notifications"),
    Place(name: "mail", path: "/settings/mail", route: "/api/v1/mail/outbox"),
    Place(name: "administrators", path: "/administrators", route: "/api/v1/administrators"),
    Place(name: "api-tokens", path: "/api-tokens", route: "/api/v1/api-tokens"),
    Place(name: "audit", path: "/audit", route: "/api/v1/audit"),
  ]

  /// What a role may see.
  static func view(_ places: [Place], _ visit: Visit, current: String) -> [View] {
    let text = Texts.english
    return places.filter { visit.role >= RouteRoles.role(.get, $0.route) }.map { place in
      let badge: String? =
        switch place.name {
        case "attention" where visit.open.count > 0: visit.open.text
        case "devices" where visit.waitingDevices > 0: text.count("nav.waiting", visit.waitingDevices)
        default: nil
        }
      return [
        "title": text("pages.\(place.name).nav"), "path": place.path,
        "current": place.name == current ? "page" : place.name == visit.place ? "true" : nil,
        "badge": badge,
      ]
    }
  }

  /// Who may see a page: as its route.
  static func role(of page: String) -> Role {
    (daily + administration).first { $0.name == page }.map { RouteRoles.role(.get, $0.route) } ?? .viewer
  }
}
