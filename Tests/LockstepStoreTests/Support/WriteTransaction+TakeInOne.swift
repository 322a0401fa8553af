import LockstepCore

@testable import LockstepStore

extension WriteTransaction {
  /// What most tests take in: an answer with one user, nil for one whom the device does not hold.
  func takeIn(
    _ user: UserID, _ record: DeviceRecord?, log: LogID, session: SessionKey, at now: Int64
  ) throws -> TakenIn {
    let results = try takeIn([PulledUser(user, record)], log: log, session: session, at: now)
    guard let result = results[user] else { throw StoreError.unknown("result for \(user)") }
    return result
  }
}
