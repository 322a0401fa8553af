import DeviceProtocol
import LockstepCore

extension Faults {
  /// The question as a faulty device understands it.
  func falsify(_ request: DeviceRequest) -> DeviceRequest {
    guard skipsDeepDigests, case .readDigest(var ask) = request else { return request }
    ask.isDeep = false
    return .readDigest(ask)
  }

  /// The answer as a faulty device gives it.
  func falsify(_ answer: DeviceAnswer) -> DeviceAnswer {
    switch answer {
    case .users(let log, let users):
      var users = users
      if sendsRecordsOverLimits { users = users.map(overLimit) }
      if answersWithWrongUser { users = users.map(wrong) }
      return .users(log: log, users)
    case .digest(var digest) where liesInDigests:
      digest.sum &+= 1
      for index in digest.buckets.indices { digest.buckets[index].sum &+= 1 }
      for index in digest.users.indices { digest.users[index].digest &+= 1 }
      return .digest(digest)
    default: return answer
    }
  }

  private func overLimit(_ answer: UserOnDevice) -> UserOnDevice {
    guard case .record(let device) = answer.content else { return answer }
    var record = device.record
    record.name = String(repeating: "n", count: Limits.nameCharacters + 1)
    return UserOnDevice(
      user: answer.user,
      .record(
        DeviceRecord(record: record, base: device.base, isEdited: device.isEdited, editMark: device.editMark)))
  }

  private func wrong(_ answer: UserOnDevice) -> UserOnDevice {
    guard let other = try? UserID(answer.user.text == "4000000" ? "4000001" : "4000000") else { return answer }
    guard case .record(let device) = answer.content else { return UserOnDevice(user: other, .unknown) }
    return UserOnDevice(
      user: other,
      .record(
        DeviceRecord(
          record: device.record.renamed(to: other), base: device.base, isEdited: device.isEdited,
          editMark: device.editMark)))
  }
}
