import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

struct TransferController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("transfers").post(use: add).get(":id", use: show)
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: TransferBody.self)
    guard ["write", "remove"].contains(body.action) else {
      throw RequestError.parameter("action", "write or remove")
    }
    guard ["keep", "overwrite", nil].contains(body.differences) else {
      throw RequestError.parameter("differences", "keep or overwrite")
    }
    let users = try body.users.map { try UserID($0) }
    guard !users.isEmpty else { throw RequestError.parameter("users", "one or more IDs") }
    let named = try body.devices.map { numbers in
      try numbers.map { number in
        guard let device = DeviceID(number) else { throw RequestError.parameter("devices", Request.deviceNumber) }
        return device
      }
    }
    let now = engine.now()
    let transfer = try await engine.change(context, "transfer.add") { store, note in
      let transfer = try store.addTransfer(
        users, to: try named ?? store.reading.registeredDevices(), removes: body.action == "remove",
        overwrites: body.differences == "overwrite", at: now)
      (note.object, note.after) = ("transfer \(transfer)", body)
      return transfer
    }
    return try Answer.json(TransferReference(id: transfer), .accepted)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let resource = try await engine.store.read { store in
      TransferResource(try store.transfer(id), try store.items(of: id))
    }
    return try Answer.json(resource)
  }
}

extension TransferResource {
  init(_ transfer: StoredTransfer, _ items: [StoredTransfer.Item]) {
    self.init(
      id: transfer.id, action: transfer.action, total: transfer.total, done: transfer.done, failed: transfer.failed,
      items: items.map { item in
        TransferItem(device: item.device, user: item.user, state: item.state, reason: item.reason)
      })
  }
}
