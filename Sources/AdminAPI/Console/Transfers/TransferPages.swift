import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Transfers by hand (SEND-10): chosen users to chosen doors, how far that is, and each result.
struct TransferPages {
  private static let most = 200

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("transfers", use: list).get("transfers/:id", use: show)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "transfers")
    let transfers = try await console.engine.store.read { try $0.lastTransfers(limit: 50) }
    return console.page(
      "transfers", visit, ["rows": transfers.map { row($0, visit) }, "hasRows": !transfers.isEmpty])
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "transfers")
    let id: Int64 = try context.number()
    let (transfer, failed, pending, names) = try await console.engine.store.read { store in
      (
        try store.transfer(id), try store.items(of: id, state: "failed", limit: Self.most),
        try store.items(of: id, state: "pending", limit: 20), try store.deviceNames()
      )
    }
    var view = row(transfer, visit)
    let rest = transfer.total - transfer.done - transfer.failed
    view["estimate"] = console.progress.estimate("transfer \(id)", rest: rest).map {
      console.text("progress.left", ["time": TimeText.span($0, console.text)])
    }
    view["failures"] = failed.map { item($0, names) }
    view["hasFailures"] = !failed.isEmpty
    view["pending"] = pending.map { item($0, names) }
    view["hasPending"] = !pending.isEmpty
    return console.page("transfer", visit, title: console.text("transfers.one", ["id": "\(id)"]), view)
  }

  private func row(_ transfer: StoredTransfer, _ visit: Visit) -> View {
    let over = transfer.done + transfer.failed
    return [
      "id": "\(transfer.id)", "at": visit.times.view(transfer.createdAt),
      "action": console.text("transfers.actions.\(transfer.action)"), "total": transfer.total, "over": over,
      "isOver": over >= transfer.total,
      "said": console.text(
        "transfers.said",
        [
          "done": NumberText.grouped(transfer.done), "total": NumberText.grouped(transfer.total),
          "failed": NumberText.grouped(transfer.failed),
        ]),
    ]
  }

  private func item(_ item: StoredTransfer.Item, _ names: [UInt32: String]) -> View {
    [
      "device": "\(item.device)", "name": names[item.device], "user": item.user,
      "userPath": PathText.encoded(item.user), "reason": item.reason,
    ]
  }
}
