public import DeviceProtocol
import LockstepCore

/// What the server asks of the device.
extension DeviceMemory {
  /// The most entries or users of one page.
  private static let mostPerPage = 4096

  /// - Parameters:
  ///   - now: the true time, Unix seconds.
  ///   - pool: shared by the devices of a process.
  public mutating func serve(
    _ request: DeviceRequest, at now: Int64, pool: StatePool = StatePool()
  ) -> DeviceAnswer {
    switch request {
    case .readLogs(let from, let limit):
      let entries = log.entries(after: from == 0 ? 0 : from - 1, limit: Self.page(limit))
      return .logs(LogPage(epoch: epoch, firstLogID: log.firstID, entries: entries))
    case .readEditedUsers(let since, let after, let limit):
      return editedUsers(since: since, after: after, limit: Self.page(limit))
    case .readUsers(let asked): return read(asked)
    case .writeUsers(let write): return self.write(write, at: now, pool: pool)
    case .deleteUsers(let delete): return .deleteResults(self.delete(delete, at: now))
    case .readDigest(let ask): return .digest(digest(ask))
    case .setTime(let time):
      let before = self.time(at: now)
      clockOffset = time - now
      return .timeSet(before: before)
    }
  }

  /// 0 asks for as many as there may be.
  static func page(_ limit: Int) -> Int { limit == 0 ? mostPerPage : min(limit, mostPerPage) }

  private func read(_ asked: [UserID]) -> DeviceAnswer {
    var bytes = 0
    var answers: [UserOnDevice] = []
    for id in asked {
      guard let device = user(id) else {
        answers.append(UserOnDevice(user: id, .unknown))
        continue
      }
      bytes += device.record.sizeEstimate
      guard bytes <= Limits.frameBytes - 65_536 else {
        return .refusal(Refusal(.limit, "these users do not fit into one frame: ask for fewer"))
      }
      answers.append(UserOnDevice(user: id, .record(device)))
    }
    return .users(log: log.lastID, answers)
  }

  private func editedUsers(since: LogID, after: String, limit: Int) -> DeviceAnswer {
    var found: [EditedUser] = []
    for (id, user) in users where user.editMark > 0 && user.editMark >= since {
      found.append(
        EditedUser(user: id.text, editMark: user.editMark, isOnDevice: true, isEnrolled: user.base == nil))
    }
    for (id, mark) in deletions where mark >= since {
      found.append(EditedUser(user: id.text, editMark: mark, isOnDevice: false, isEnrolled: false))
    }
    found = found.filter { after.utf8.lexicographicallyPrecedes($0.user.utf8) }
      .sorted { $0.user.utf8.lexicographicallyPrecedes($1.user.utf8) }
    let more = found.count > limit
    found = Array(found.prefix(limit))
    if after.isEmpty, deletionOfAll > 0, deletionOfAll >= since {
      // Who was deleted by *delete all* is not known any more: the empty ID stands for everybody.
      found.insert(EditedUser(user: "", editMark: deletionOfAll, isOnDevice: false, isEnrolled: false), at: 0)
    }
    return .editedUsers(found, more: more)
  }
}

extension UserRecord {
  /// About how many bytes the record takes in a message, rather more than less.
  fileprivate var sizeEstimate: Int {
    let templates =
      fingerprints.reduce(0) { $0 + $1.templates.reduce(16) { $0 + $1.count + 8 } }
      + faces.reduce(0) { $0 + $1.template.count + 16 }
    return 1024 + (photo?.count ?? 0) + templates + jobCodes.count * 64 + cards.count * 48
  }
}
