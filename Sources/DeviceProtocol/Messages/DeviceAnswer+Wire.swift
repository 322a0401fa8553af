import Foundation
import LockstepCore
import SwiftProtobuf

extension DeviceAnswer {
  var wire: Wire.OneOf_Body {
    switch self {
    case .logs(let page):
      .logs(
        .with {
          $0.epoch = page.epoch
          $0.firstLogID = page.firstLogID
          $0.entries = page.entries.map(\.wire)
        })
    case .editedUsers(let users, let more):
      .editedUsers(
        .with {
          $0.users = users.map(\.wire)
          $0.more = more
        })
    case .users(let log, let users):
      .users(
        .with {
          $0.logID = log
          $0.users = users.map(\.wire)
        })
    case .writeResults(let results): .writeResults(.with { $0.results = results.map(\.wire) })
    case .deleteResults(let results): .deleteResults(.with { $0.results = results.map(\.wire) })
    case .digest(let digest): .digest(digest.wire)
    case .timeSet(let before): .timeSet(.with { $0.before = before })
    case .refusal(let refusal):
      .refusal(
        .with {
          $0.reason = Lockstep_Device_V1_RefusalReason(rawValue: refusal.reason.rawValue) ?? .unspecified
          $0.text = Text.cut(refusal.text, characters: 200, bytes: 200)
        })
    }
  }

  init(_ body: Wire.OneOf_Body) throws(MessageError) {
    switch body {
    case .logs(let wire):
      self = .logs(
        LogPage(epoch: wire.epoch, firstLogID: wire.firstLogID, entries: try LogEntry.list(wire.entries)))
    case .editedUsers(let wire):
      var users: [EditedUser] = []
      for user in wire.users { users.append(try EditedUser(user)) }
      self = .editedUsers(users, more: wire.more)
    case .users(let wire):
      var users: [UserOnDevice] = []
      for user in wire.users { users.append(try UserOnDevice(user)) }
      self = .users(log: wire.logID, users)
    case .writeResults(let wire): self = .writeResults(try UserResult.list(wire.results))
    case .deleteResults(let wire): self = .deleteResults(try UserResult.list(wire.results))
    case .digest(let wire): self = .digest(try Digest(wire))
    case .timeSet(let wire): self = .timeSet(before: wire.before)
    case .refusal(let wire):
      let reason = Refusal.Reason(rawValue: wire.reason.rawValue) ?? .unspecified
      self = .refusal(Refusal(reason, Text.cut(wire.text, characters: 200, bytes: 200)))
    default: throw MessageError("not an answer")
    }
  }
}

extension EditedUser {
  var wire: Lockstep_Device_V1_EditedUser {
    .with {
      $0.userID = user
      $0.editMark = editMark
      $0.onDevice = isOnDevice
      $0.enrolled = isEnrolled
    }
  }

  init(_ wire: Lockstep_Device_V1_EditedUser) throws(MessageError) {
    self.init(
      user: try wire.userID.text(32, "edited users: user ID"), editMark: wire.editMark, isOnDevice: wire.onDevice,
      isEnrolled: wire.enrolled)
  }
}

extension UserOnDevice {
  var wire: Lockstep_Device_V1_UserOnDevice {
    .with {
      $0.userID = user.text
      guard case .record(let device) = content else {
        $0.unknown = true
        return
      }
      $0.record = device.record.wire
      if let base = device.base { $0.base = base.wire }
      $0.edited = device.isEdited
      $0.editMark = device.editMark
    }
  }

  init(_ wire: Lockstep_Device_V1_UserOnDevice) throws(MessageError) {
    let user = try userID(wire.userID, "users")
    guard !wire.unknown else {
      self.init(user: user, .unknown)
      return
    }
    guard wire.record.userID == wire.userID else { throw MessageError("users: a record of another user than named") }
    let base = wire.hasBase ? try Base(wire.base) : nil
    do {
      let record = try UserRecord(wire.record)
      self.init(
        user: user,
        .record(DeviceRecord(record: record, base: base, isEdited: wire.edited, editMark: wire.editMark)))
    } catch {
      self.init(user: user, .overLimit(error))
    }
  }
}

extension UserResult {
  var wire: Lockstep_Device_V1_UserResult {
    .with {
      $0.userID = user.text
      $0.detail = detail.cut(200)
      switch status {
      case .done: $0.status = .done
      case .epoch: $0.status = .epoch
      case .edited(let mark):
        $0.status = .edited
        $0.editMark = mark
      case .full: $0.status = .full
      case .cardHeld(let holder):
        $0.status = .cardHeld
        $0.heldBy = holder.text
      case .unsupported: $0.status = .unsupported
      case .failed: $0.status = .failed
      }
    }
  }

  static func list(_ wires: [Lockstep_Device_V1_UserResult]) throws(MessageError) -> [UserResult] {
    var results: [UserResult] = []
    results.reserveCapacity(wires.count)
    for wire in wires { results.append(try UserResult(wire)) }
    return results
  }

  private init(_ wire: Lockstep_Device_V1_UserResult) throws(MessageError) {
    let status: Status
    switch wire.status {
    case .done: status = .done
    case .epoch: status = .epoch
    case .edited: status = .edited(mark: wire.editMark)
    case .full: status = .full
    case .cardHeld: status = .cardHeld(by: try userID(wire.heldBy, "user result: held by"))
    case .unsupported: status = .unsupported
    case .failed: status = .failed
    case .unspecified, .UNRECOGNIZED: throw MessageError("user result: unknown status")
    }
    self.init(
      user: try userID(wire.userID, "user result"), status, detail: try wire.detail.text(200, "user result: detail"))
  }
}

extension Digest {
  var wire: Lockstep_Device_V1_Digest {
    .with {
      $0.count = UInt64(count)
      $0.sum = Data(sum.bigEndianBytes)
      $0.more = more
      $0.logID = log
      $0.buckets = buckets.map { bucket in
        .with {
          $0.number = bucket.number
          $0.count = UInt64(bucket.count)
          $0.sum = Data(bucket.sum.bigEndianBytes)
        }
      }
      $0.users = users.map { user in
        .with {
          $0.userID = user.user.text
          $0.digest = Data(user.digest.bigEndianBytes)
          if let base = user.base { $0.base = base.wire }
          $0.edited = user.isEdited
          $0.editMark = user.editMark
        }
      }
    }
  }

  init(_ wire: Lockstep_Device_V1_Digest) throws(MessageError) {
    var buckets: [Bucket] = []
    for bucket in wire.buckets {
      guard bucket.number < 4096 else { throw MessageError("digest: bucket over 4095") }
      buckets.append(
        Bucket(number: bucket.number, count: try wholeCount(bucket.count), sum: try UInt128(bigEndian: bucket.sum)))
    }
    var users: [ListedUser] = []
    for user in wire.users {
      users.append(
        ListedUser(
          user: try userID(user.userID, "digest"), digest: try UInt128(bigEndian: user.digest),
          base: user.hasBase ? try Base(user.base) : nil, isEdited: user.edited, editMark: user.editMark))
    }
    self.init(
      count: try wholeCount(wire.count), sum: try UInt128(bigEndian: wire.sum), buckets: buckets, users: users,
      more: wire.more, log: wire.logID)
  }
}

private func wholeCount(_ value: UInt64) throws(MessageError) -> Int {
  guard let count = Int(exactly: value) else { throw MessageError("digest: count too large") }
  return count
}

extension UInt128 {
  /// Empty is 0, as protobuf leaves it out.
  fileprivate init(bigEndian data: Data) throws(MessageError) {
    guard data.count == 16 else { throw MessageError("digest: not 16 bytes") }
    self = data.reduce(0) { $0 << 8 | UInt128($1) }
  }
}
