import DeviceProtocol
import DeviceSimulator
import GRDB
import LockstepCore
import Testing

@testable import LockstepSimulation
@testable import LockstepStore

/// A rule that is replaced by a wrong one, outside the product: in what goes over the links, in the order of commits, on
/// the disk, or by a trigger in the database.
struct DeliberateBug: CustomTestStringConvertible, Sendable {
  let name: String
  private let change: @Sendable (inout Sabotage) -> Void

  var testDescription: String { name }

  var sabotage: Sabotage {
    var sabotage = Sabotage()
    change(&sabotage)
    return sabotage
  }

  static let all: [DeliberateBug] = first + messages + records + triggers + files

  // MARK: Three that are looked for each time

  private static let first: [DeliberateBug] = [
    DeliberateBug(name: "logs are acknowledged before they are durable") { $0.commit = .answersFirst },
    DeliberateBug(name: "writes destroy edits that were not read") { sabotage in
      sabotage.toDevice = rewritingWrites {
        WriteUsers(epoch: $0.epoch, mark: .max, writes: $0.writes, overwrites: $0.overwrites)
      }
    },
    trigger(
      "deletions are forgotten", "AFTER INSERT ON tombstones",
      "DELETE FROM tombstones WHERE incarnation = new.incarnation"),
  ]

  // MARK: What the server says

  private static let messages: [DeliberateBug] = [
    DeliberateBug(name: "every write overwrites") { sabotage in
      sabotage.toDevice = rewritingWrites {
        WriteUsers(epoch: $0.epoch, mark: $0.mark, writes: $0.writes, overwrites: true)
      }
    },
    DeliberateBug(name: "a base is given for content that was never written") { sabotage in
      sabotage.toDevice = rewritingWrites { write in
        WriteUsers(
          epoch: write.epoch, mark: write.mark,
          writes: write.writes.map { UserWrite(state: $0.state, keep: $0.keep, isBaseOnly: true) },
          overwrites: write.overwrites)
      }
    },
    DeliberateBug(name: "one more entry is acknowledged than is stored") { sabotage in
      sabotage.toDevice = { envelope in
        guard case .logsStored(let mark) = envelope.message else { return envelope }
        return Envelope(requestID: envelope.requestID, .logsStored(mark: mark + 1))
      }
    },
    DeliberateBug(name: "the welcome names an entry that is not stored") { sabotage in
      sabotage.toDevice = { envelope in
        guard case .welcome(var welcome) = envelope.message, welcome.state == .registered else { return envelope }
        welcome.logMark += 1
        return Envelope(requestID: envelope.requestID, .welcome(welcome))
      }
    },
    DeliberateBug(name: "the last user of each batch is not written") { sabotage in
      sabotage.toDevice = rewritingWrites {
        WriteUsers(epoch: $0.epoch, mark: $0.mark, writes: Array($0.writes.dropLast()), overwrites: $0.overwrites)
      }
    },
    DeliberateBug(name: "deletes are not sent") { sabotage in
      sabotage.toDevice = { envelope in
        guard case .request(.deleteUsers) = envelope.message else { return envelope }
        return nil
      }
    },
    DeliberateBug(name: "acknowledgements are forgotten") { sabotage in
      sabotage.toDevice = { envelope in
        if case .logsStored(let mark) = envelope.message, mark % 3 == 0 { return nil }
        return envelope
      }
    },
  ]

  private static func rewritingWrites(
    _ rewrite: @escaping @Sendable (WriteUsers) -> WriteUsers
  ) -> (Envelope) -> Envelope? {
    { envelope in
      guard case .request(.writeUsers(let write)) = envelope.message else { return envelope }
      return Envelope(requestID: envelope.requestID, .request(.writeUsers(rewrite(write))))
    }
  }

  // MARK: What the server makes of records

  private static let records: [DeliberateBug] = [
    DeliberateBug(name: "every record counts as enrolled there") { sabotage in
      sabotage.toServer = rewritingRecords {
        DeviceRecord(record: $0.record, base: nil, isEdited: $0.isEdited, editMark: $0.editMark)
      }
    },
    DeliberateBug(name: "every record counts as up to date") { sabotage in
      sabotage.toServer = rewritingRecords { record in
        let base = record.base.map { Base(server: $0.server, incarnation: $0.incarnation, revision: .max / 2) }
        return DeviceRecord(record: record.record, base: base, isEdited: record.isEdited, editMark: record.editMark)
      }
    },
    DeliberateBug(name: "names get lost between device and server") { sabotage in
      sabotage.toServer = rewritingRecords { record in
        var changed = record.record
        if !changed.name.isEmpty { changed.name = "Somebody" }
        return DeviceRecord(record: changed, base: record.base, isEdited: record.isEdited, editMark: record.editMark)
      }
    },
    DeliberateBug(name: "an answer counts for later entries than it reflects") { sabotage in
      sabotage.toServer = { envelope in
        guard case .answer(.users(let log, let users)) = envelope.message else { return envelope }
        return Envelope(requestID: envelope.requestID, .answer(.users(log: log + 5, users)))
      }
    },
    DeliberateBug(name: "the disk says that it has written, and has not") { $0.syncsLie = true },
  ]

  private static func rewritingRecords(
    _ rewrite: @escaping @Sendable (DeviceRecord) -> DeviceRecord
  ) -> (Envelope) -> Envelope? {
    { envelope in
      guard case .answer(.users(let log, let users)) = envelope.message else { return envelope }
      let changed = users.map { user in
        guard case .record(let record) = user.content else { return user }
        return UserOnDevice(user: user.user, .record(rewrite(record)))
      }
      return Envelope(requestID: envelope.requestID, .answer(.users(log: log, changed)))
    }
  }

  // MARK: Rules of the store

  private static let triggers: [DeliberateBug] = [
    trigger(
      "entries of the log get lost", "AFTER INSERT ON events WHEN new.log_id % 7 = 3",
      "DELETE FROM events WHERE id = new.id"),
    trigger(
      "the log's mark runs ahead", "AFTER UPDATE OF log_mark ON devices WHEN new.log_mark = old.log_mark + 2",
      "UPDATE devices SET log_mark = new.log_mark + 1 WHERE id = new.id"),
    trigger(
      "who left an access group is forgotten", "AFTER INSERT ON leavings",
      "DELETE FROM leavings WHERE revision = new.revision"),
    trigger(
      "removed values are forgotten", "AFTER INSERT ON superseded",
      "DELETE FROM superseded WHERE incarnation = new.incarnation AND slot = new.slot"),
    trigger(
      "pulls are forgotten", "AFTER INSERT ON waiting_pulls WHEN new.last_log % 3 = 1",
      "DELETE FROM waiting_pulls WHERE device_id = new.device_id AND user_id = new.user_id"),
    trigger(
      "differences are not kept", "AFTER INSERT ON attention WHEN new.kind = 'difference'",
      "DELETE FROM attention WHERE id = new.id"),
    trigger(
      "event logs that are lost are not followed by a compare",
      "AFTER UPDATE OF reconcile ON devices WHEN new.reconcile = 'event logs lost'",
      "UPDATE devices SET reconcile = NULL WHERE id = new.id; DELETE FROM gaps WHERE device_id = new.id"),
    trigger(
      "what a compare found missing is not sent", "AFTER INSERT ON tasks WHEN new.action = 'write'",
      "DELETE FROM tasks WHERE device_id = new.device_id AND user_id = new.user_id"),
    trigger(
      "what a compare found too much is not removed", "AFTER INSERT ON tasks WHEN new.action = 'remove'",
      "DELETE FROM tasks WHERE device_id = new.device_id AND user_id = new.user_id"),
    trigger(
      "a cursor is saved that is not reached", "AFTER UPDATE OF cursor ON devices WHEN new.cursor > old.cursor",
      "UPDATE devices SET cursor = new.cursor + 2 WHERE id = new.id"),
    trigger(
      "a new epoch starts at the old cursor and asks for no compare",
      "AFTER UPDATE OF reconcile ON devices WHEN new.reconcile = 'new epoch'",
      "UPDATE devices SET reconcile = NULL, cursor = (SELECT head FROM server) WHERE id = new.id"),
    trigger(
      "a failed transfer is dropped", "AFTER UPDATE OF not_before ON tasks",
      "DELETE FROM tasks WHERE device_id = new.device_id AND user_id = new.user_id"),
    trigger(
      "access groups are taken from users", "AFTER INSERT ON user_groups WHEN new.group_id = 2",
      "DELETE FROM user_groups WHERE user_id = new.user_id AND group_id = 2"),
  ]

  // MARK: What files do

  private static let files: [DeliberateBug] = [
    trigger(
      "people whom a file adds are forgotten", "AFTER INSERT ON people WHEN new.id_text % 2 = 0",
      "DELETE FROM people WHERE user_id = new.user_id"),
    trigger(
      "the last accepted file is forgotten", "AFTER INSERT ON last_files",
      "DELETE FROM last_files WHERE project_id = new.project_id"),
    trigger(
      "removals of the last day are forgotten", "AFTER UPDATE OF deleted ON runs",
      "UPDATE runs SET ended_at = ended_at - 90000000 WHERE id = new.id"),
    trigger(
      "rejected removals are forgotten", "AFTER INSERT ON decisions WHEN new.choice = 'rejected-removal'",
      "DELETE FROM decisions WHERE project_id = new.project_id AND subject = new.subject"),
    trigger(
      "protected users are no longer protected", "AFTER UPDATE OF is_protected ON users WHEN new.is_protected = 1",
      "UPDATE users SET is_protected = 0 WHERE id = new.id"),
  ]

  private static func trigger(_ name: String, _ when: String, _ what: String) -> DeliberateBug {
    DeliberateBug(name: name) { sabotage in
      sabotage.prepare = { store in
        try store.writer.write { db in
          try db.execute(sql: "CREATE TRIGGER deliberate_bug \(when) BEGIN \(what); END")
        }
      }
    }
  }
}
