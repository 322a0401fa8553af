import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

struct SettingController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    let synchronization = RouterPath(Setting.automaticUserSynchronization.rawValue)
    api.group("settings")
      .get(synchronization, use: showMode).put(synchronization, use: setMode)
      .get(":name", use: show).put(":name", use: set)
  }

  private func showMode(_ request: Request, _ context: AdminContext) async throws -> Response {
    try Answer.json(SynchronizationSetting(try await engine.store.read { try $0.mode() }))
  }

  private func setMode(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: SynchronizationBody.self)
    guard let mode = SynchronizationMode(rawValue: body.value) else {
      throw RequestError.parameter(
        "value", SynchronizationMode.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let now = engine.now()
    let name = Setting.automaticUserSynchronization.rawValue
    try await engine.change(context, "setting.change", "setting \(name)") { store, note in
      (note.before, note.after) = (try store.reading.mode().title, mode.title)
      _ = try store.setMode(mode, confirm: body.confirm, at: now)
    }
    return try Answer.json(SynchronizationSetting(mode))
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let setting = try Self.setting(context)
    let value = try await engine.store.read { try $0.setting(setting) }
    return try Answer.json(SettingResource(name: setting.rawValue, value: value))
  }

  private func set(_ request: Request, _ context: AdminContext) async throws -> Response {
    let setting = try Self.setting(context)
    let body = try await request.body(as: SettingBody.self)
    try await engine.change(context, "setting.change", "setting \(setting.rawValue)") { store, note in
      (note.before, note.after) = (try store.reading.setting(setting), body.value)
      try store.set(setting, to: body.value)
    }
    return try Answer.json(SettingResource(name: setting.rawValue, value: body.value))
  }

  private static func setting(_ context: AdminContext) throws -> Setting {
    let name = context.parameters.get("name") ?? ""
    guard let setting = Setting(rawValue: name) else { throw StoreError.unknown("setting \(name)") }
    return setting
  }
}

extension SynchronizationSetting {
  init(_ mode: SynchronizationMode) {
    self.init(
      value: mode.rawValue, title: mode.title, pair: mode.pair,
      choices: SynchronizationMode.allCases.map { choice in
        SynchronizationChoice(value: choice.rawValue, title: choice.title, pair: choice.pair)
      })
  }
}
