import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// How the server behaves.
struct SettingPages {
  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("settings", use: server).get("settings/notifications", use: notifications)
  }

  private func server(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "settings")
    let values = try await console.engine.store.read { store in
      try Setting.allCases.reduce(into: [Setting: String]()) { $0[$1] = try store.setting($1) }
    }
    let text = console.text
    let others = Setting.allCases.filter { $0 != .automaticUserSynchronization }.map { setting -> View in
      let (name, value) = (setting.rawValue, values[setting] ?? "")
      let isSwitch = ["true", "false"].contains(setting.initialValue)
      let isNumber = Int(setting.initialValue) != nil
      return [
        "name": name, "title": text("settings.\(name).title"), "what": text("settings.\(name).what"), "value": value,
        "isSwitch": isSwitch, "isNumber": isNumber, "isZone": setting == .timeZone,
        "choices": View.choices(
          [("true", text("settings.on")), ("false", text("settings.off"))], chosen: value),
        "shown": isSwitch ? text(value == "true" ? "settings.on" : "settings.off") : value,
      ]
    }
    return console.page(
      "settings", visit,
      [
        "modes": SynchronizationMode.allCases.map { mode -> View in
          [
            "value": mode.rawValue, "title": mode.title, "what": text("settings.modes.\(mode.rawValue)"),
            "chosen": mode == visit.mode,
          ]
        },
        "mode": visit.mode.title, "others": others, "zones": TimeZone.knownTimeZoneIdentifiers.sorted(),
      ])
  }

  private func notifications(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "notifications")
    let (all, hasServer) = try await console.engine.store.read { (try $0.notifications(), try $0.mailServer() != nil) }
    let text = console.text
    return console.page(
      "notifications", visit,
      [
        "noServer": !hasServer,
        "rows": all.map { notification -> View in
          let kind = notification.kind.rawValue
          return [
            "kind": kind, "title": text("notifications.\(kind).title"), "what": text("notifications.\(kind).what"),
            "isOn": notification.isOn, "hasMinutes": notification.minutes != nil,
            "minutes": notification.minutes.map { "\($0)" },
            "recipients": notification.recipients.joined(separator: "\n"),
            "state": text(notification.isOn ? "settings.on" : "settings.off"),
          ]
        },
      ])
  }
}
