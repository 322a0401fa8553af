import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

/// Decisions of an operator about one user of a door.
struct DecisionTests {
  struct Row: Sendable {
    let kind: AttentionKind
    let action: String
    let isRemoval: Bool
  }

  static let rows = [
    Row(kind: .deletedThere, action: "send-again", isRemoval: false),
    Row(kind: .newOnDevice, action: "delete-there", isRemoval: true),
    Row(kind: .foreignUser, action: "delete-there", isRemoval: true),
    Row(kind: .noAccessGroup, action: "delete-there", isRemoval: true),
    Row(kind: .difference, action: "use-server-value", isRemoval: false),
    Row(kind: .editedOnDevice, action: "send", isRemoval: false),
    Row(kind: .altered, action: "send", isRemoval: false),
    Row(kind: .transferFailed, action: "retry", isRemoval: false),
    Row(kind: .saveFailed, action: "discard", isRemoval: false),
  ]

  @Test("SEND-10 what an operator decides is carried out in every mode, on Not Used too", arguments: rows)
  func notUsed(_ row: Row) throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      let user = try UserID("17")
      try scene.add([17])
      try scene.store.write { transaction in
        _ = try transaction.open(
          row.kind, user: user, device: door.device, slot: row.kind == .difference ? .name : nil, reason: "x", at: 1)
      }
      #expect(try scene.work(door.device).isEmpty)
      let entry = try #require(try scene.attention(row.kind).first)
      try scene.store.write { try $0.decide(entry.id, row.action, by: "test", at: 2) }
      let work = try scene.work(door.device)
      #expect(work.removals.map(\.user) == (row.isRemoval ? [user] : []))
      #expect(work.writes.map(\.user) == (row.isRemoval ? [] : [user]))
      #expect(try scene.attention(row.kind).isEmpty)
    }
  }

  @Test(
    "SEND-7 a removal that failed is tried again as a removal, alone or with the whole device",
    arguments: [true, false])
  func failedRemoval(wholeDevice: Bool) throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevices)
      let door = try scene.door()
      let user = try UserID("17")
      try scene.add([17])
      let page = ListPage(users: [], after: nil, through: nil)
      _ = try scene.store.write { try $0.reconcile(page, session: door, at: 2) }
      try scene.store.write { transaction in
        let failed = WriteOutcome(user: user, isRemoval: true, status: .stopped(reason: "full"), task: nil)
        try transaction.record([failed], session: door, at: 3)
      }
      let entry = try #require(try scene.attention(.transferFailed).first)
      try scene.store.write { transaction in
        if wholeDevice {
          try transaction.retry(door.device, at: 4)
        } else {
          try transaction.decide(entry.id, "retry", by: "test", at: 4)
        }
      }
      let work = try scene.work(door.device)
      #expect(work.removals.map(\.user) == [user])
      #expect(work.writes.isEmpty && work.pointless.isEmpty)
    }
  }
}
