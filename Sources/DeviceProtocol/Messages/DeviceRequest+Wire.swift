import Foundation
import LockstepCore
import SwiftProtobuf

extension DeviceRequest {
  /// The most users that one request may read or write.
  public static let mostUsers = 256
  /// The most users that one request may delete.
  public static let mostDeletes = 1000

  var wire: Wire.OneOf_Body {
    switch self {
    case .readLogs(let from, let limit):
      .readLogs(
        .with {
          $0.from = from
          $0.limit = UInt32(clamping: limit)
        })
    case .readEditedUsers(let since, let after, let limit):
      .readEditedUsers(
        .with {
          $0.since = since
          $0.afterUserID = after
          $0.limit = UInt32(clamping: limit)
        })
    case .readUsers(let users): .readUsers(.with { $0.userIds = users.map(\.text) })
    case .writeUsers(let write): .writeUsers(write.wire)
    case .deleteUsers(let delete):
      .deleteUsers(
        .with {
          $0.epoch = delete.epoch
          $0.mark = delete.mark
          $0.userIds = delete.users.map(\.text)
          $0.overwrite = delete.overwrites
        })
    case .readDigest(let digest): .readDigest(digest.wire)
    case .setTime(let time): .setTime(.with { $0.time = time })
    }
  }

  init(_ body: Wire.OneOf_Body) throws(MessageError) {
    switch body {
    case .readLogs(let wire): self = .readLogs(from: wire.from, limit: Int(wire.limit))
    case .readEditedUsers(let wire):
      self = .readEditedUsers(
        since: wire.since, after: try wire.afterUserID.text(32, "read edited users: after"), limit: Int(wire.limit))
    case .readUsers(let wire):
      guard (1...Self.mostUsers).contains(wire.userIds.count) else {
        throw MessageError("read users: not 1 to \(Self.mostUsers)")
      }
      self = .readUsers(try userIDs(wire.userIds, "read users"))
    case .writeUsers(let wire): self = .writeUsers(try WriteUsers(wire))
    case .deleteUsers(let wire):
      guard (1...Self.mostDeletes).contains(wire.userIds.count) else {
        throw MessageError("delete users: not 1 to \(Self.mostDeletes)")
      }
      self = .deleteUsers(
        DeleteUsers(
          epoch: wire.epoch, mark: wire.mark, users: try userIDs(wire.userIds, "delete users"),
          overwrites: wire.overwrite))
    case .readDigest(let wire): self = .readDigest(try ReadDigest(wire))
    case .setTime(let wire): self = .setTime(wire.time)
    default: throw MessageError("not a request")
    }
  }
}

extension WriteUsers {
  var wire: Lockstep_Device_V1_WriteUsers {
    .with {
      $0.epoch = epoch
      $0.mark = mark
      $0.overwrite = overwrites
      $0.writes = writes.map { write in
        .with {
          $0.state = Data(write.state)
          $0.keep = write.keep.map(\.description)
          $0.baseOnly = write.isBaseOnly
        }
      }
    }
  }

  init(_ wire: Lockstep_Device_V1_WriteUsers) throws(MessageError) {
    guard (1...DeviceRequest.mostUsers).contains(wire.writes.count) else {
      throw MessageError("write users: not 1 to \(DeviceRequest.mostUsers)")
    }
    var writes: [UserWrite] = []
    for write in wire.writes {
      var keep: [Slot] = []
      for text in write.keep {
        guard let slot = Slot(text) else { throw MessageError("write users: unknown slot in keep list") }
        keep.append(slot)
      }
      writes.append(UserWrite(state: Array(write.state), keep: keep, isBaseOnly: write.baseOnly))
    }
    self.init(epoch: wire.epoch, mark: wire.mark, writes: writes, overwrites: wire.overwrite)
  }
}

extension ReadDigest {
  var wire: Lockstep_Device_V1_ReadDigest {
    .with {
      $0.leaveOut = leaveOut.map(\.text)
      $0.deep = isDeep
      switch what {
      case .everything: $0.what = .everything(.init())
      case .buckets: $0.what = .buckets(.init())
      case .list(let buckets, let after, let limit):
        $0.what = .list(
          .with {
            $0.buckets = buckets
            $0.afterUserID = after
            $0.limit = UInt32(clamping: limit)
          })
      }
    }
  }

  init(_ wire: Lockstep_Device_V1_ReadDigest) throws(MessageError) {
    let what: What
    switch wire.what {
    case .everything: what = .everything
    case .buckets: what = .buckets
    case .list(let list):
      what = .list(
        buckets: list.buckets, after: try list.afterUserID.text(32, "read digest: after"), limit: Int(list.limit))
    case nil: throw MessageError("read digest: nothing asked")
    }
    self.init(what, leaveOut: try userIDs(wire.leaveOut, "read digest"), isDeep: wire.deep)
  }
}

/// Each text as a user ID; the error names the message, not the text.
func userIDs(_ texts: [String], _ message: String) throws(MessageError) -> [UserID] {
  var users: [UserID] = []
  users.reserveCapacity(texts.count)
  for text in texts { users.append(try userID(text, message)) }
  return users
}

func userID(_ text: String, _ message: String) throws(MessageError) -> UserID {
  do {
    return try UserID(text)
  } catch {
    throw MessageError("\(message): \(error)")
  }
}
