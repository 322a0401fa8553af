import LockstepCore
import LockstepServer
import LockstepStore

extension Engine {
  /// Removes every user from a device that is connected, and waits until the device has confirmed it.
  ///
  /// - Throws: ``StoreError/notPossible(_:)`` when the device is not connected, leaves, or refuses; `CancellationError`.
  func emptyDevice(_ device: DeviceID, for context: AdminContext) async throws {
    let compared = try await compare(device)
    let there = compared.users.filter { $0.finding != .missing }.map(\.user) + compared.leftOut.keys
    let now = now()
    // A change of its own: it has begun even if the device leaves before it is empty.
    let transfer = try await change(context, "device.empty", "device \(device)") { store, note in
      let users = Set(try store.reading.userIDs(inScopeOf: device)).union(there).sorted()
      note.after = ["users": users.count]
      return try store.addTransfer(users, to: [device], removes: true, overwrites: true, at: now)
    }
    let news = eventSignal.follow()
    if try await isEmptied(transfer, device) { return }
    for await _ in news where try await isEmptied(transfer, device) { return }
    try Task.checkCancellation()
    throw StoreError.notPossible("the server is stopping")
  }

  private func isEmptied(_ transfer: Int64, _ device: DeviceID) async throws -> Bool {
    let (failed, transfer) = try await store.read { store in
      (try store.items(of: transfer, state: "failed", limit: 1).first, try store.transfer(transfer))
    }
    if let failed {
      throw StoreError.notPossible("device \(device) was not emptied: user \(failed.user): \(failed.reason)")
    }
    guard isOnline(device) else {
      throw StoreError.notPossible("device \(device) left before it was empty; it was not removed")
    }
    return transfer.done == transfer.total
  }
}
