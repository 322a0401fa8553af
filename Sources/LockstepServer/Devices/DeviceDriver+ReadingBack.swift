import DeviceProtocol
import LockstepCore
import LockstepStore

/// Reading users back in full, to see that a device's digests are those of what it holds: users that are *altered* by
/// their digest, and with a deep compare a random part of all others.
extension DeviceDriver {
  /// So many altered users are looked at; more of them say nothing more of the device.
  private static let mostAltered = 20

  mutating func startReadingBack() -> [Action] {
    guard let survey else { return [] }
    self.survey?.unread = survey.compared.users.filter { $0.finding == .altered }.prefix(Self.mostAltered).map(\.user)
    guard survey.isDeep else { return readBack() }
    return [.sample(without: Set(survey.compared.users.map(\.user)).union(survey.compared.leftOut.keys))]
  }

  mutating func sampled(_ users: [UserID]) -> [Action] {
    guard var survey else { return [] }
    survey.unread += users
    survey.compared.readBack = survey.unread.count
    self.survey = survey
    return readBack()
  }

  private mutating func readBack() -> [Action] {
    guard let survey else { return [] }
    guard !survey.unread.isEmpty else {
      self.survey?.compared.leaveOutUnproven(except: survey.wasRead)
      return askNextName()
    }
    self.survey?.cursor = cursor
    let batch = Array(survey.unread.prefix(WorkQuery.mostReadTogether))
    self.survey?.unread.removeFirst(batch.count)
    self.survey?.wasRead.formUnion(batch)
    return [.ask(.readUsers(batch), .readBack(batch))]
  }

  mutating func readBack(_ asked: [UserID], _ users: [UserOnDevice]) -> [Action] {
    guard let survey, users.map(\.user) == asked else {
      return [.close(Goodbye(.outOfOrder, "other users than asked"))]
    }
    var records: [DeviceRecord] = []
    for user in users {
      switch user.content {
      case .record(let record): records.append(record)
      case .overLimit: self.survey?.compared.found(user.user, .altered)
      // Deleted meanwhile, of which its log tells.
      case .unknown: break
      }
    }
    return records.isEmpty ? readBack() : [.check(records, cursor: survey.cursor)]
  }

  /// They do not fit into one frame together: one at a time.
  mutating func readBackRefused(_ asked: [UserID]) -> [Action] {
    guard asked.count > 1 else { return readBack() }
    let (first, rest) = (asked[0], asked.dropFirst())
    survey?.unread.insert(contentsOf: rest, at: 0)
    return [.ask(.readUsers([first]), .readBack([first]))]
  }

  mutating func checked(_ records: [UserID], _ found: Compared) -> [Action] {
    survey?.compared.readBack(records, found)
    return readBack()
  }
}
