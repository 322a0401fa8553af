import DeviceProtocol
import LockstepStore

@testable import LockstepServer

extension DeviceDriver {
  /// The device answers the write that is among these actions, of each user the same.
  mutating func answerWrite(_ actions: [Action], _ status: UserResult.Status = .done) -> [Action] {
    for case .ask(_, .write(let batch)) in actions {
      let results = batch.writes.map { UserResult(user: $0.user, status) }
      return handle(.answered(.write(batch), .writeResults(results)))
    }
    return []
  }
}
