import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

struct StatusController {
  let engine: Engine
  let version: String

  func addRoutes(to api: RouterGroup<AdminContext>) { api.get("status", use: status) }

  private func status(_ request: Request, _ context: AdminContext) async throws -> Response {
    let cursors = engine.liveCursors
    let status = try await engine.store.read { try $0.status(cursors: cursors) }
    let online = engine.onlineDevices.count
    let resource = StatusResource(
      serverID: engine.store.server.bytes.hexadecimal, version: version, head: status.head, mode: status.mode.rawValue,
      devices: DeviceCounts(
        online: online, offline: max(0, status.registeredDevices - online), waiting: status.waitingDevices),
      users: status.users, openDifferences: status.openDifferences, attention: status.openEntries,
      waitingPulls: status.waitingPulls, pendingDevices: status.pendingDevices,
      converged: status.pendingDevices == 0 && status.behind == nil, behind: status.behind)
    return try Answer.json(resource)
  }
}
