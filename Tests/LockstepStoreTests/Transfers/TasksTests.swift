import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct TasksTests {
  @Test("SEND-10 a task that became pointless is dropped as it was looked at: what was asked anew since stays")
  func pointless() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      let user = try UserID("17")
      try scene.add([17])
      try scene.store.write { transaction in
        _ = try transaction.open(.deletedThere, user: user, device: door.device, reason: "x", at: 1)
        try transaction.addTask(.write, user, on: door.device)
      }
      let looked = try scene.work(door.device).pointless
      #expect(looked.map(\.user) == [user])
      // Taken back, and asked anew by hand, between the look and what follows from it.
      try scene.store.write { transaction in
        try transaction.dropTasks(of: user, on: door.device, reason: "x")
        _ = try transaction.addTransfer([user], to: [door.device], removes: false, overwrites: false, at: 2)
      }
      try scene.store.write { try $0.dropPointless(looked, session: door) }
      #expect(try scene.work(door.device).writes.map(\.user) == [user])
      try scene.store.write { transaction in
        try transaction.dropTasks(of: user, on: door.device, reason: "x")
        _ = try transaction.open(.deletedThere, user: user, device: door.device, reason: "x", at: 3)
        try transaction.addTask(.write, user, on: door.device)
      }
      let again = try scene.work(door.device).pointless
      try scene.store.write { try $0.dropPointless(again, session: door) }
      #expect(try scene.work(door.device).isEmpty)
    }
  }

  @Test("SEND-4 who is to go from a device goes, although a write is asked for meanwhile; by hand it stays")
  func removalStays() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevices)
      let door = try scene.door()
      let user = try UserID("17")
      try scene.add([17])
      try scene.store.write { transaction in
        try transaction.addTask(.remove, user, on: door.device)
        try transaction.addTask(.write, user, on: door.device)
      }
      let work = try scene.work(door.device)
      #expect(work.removals.map(\.user) == [user] && work.writes.isEmpty && work.pointless.isEmpty)
      try scene.store.write {
        _ = try $0.addTransfer([user], to: [door.device], removes: false, overwrites: false, at: 2)
      }
      #expect(try scene.work(door.device).writes.map(\.user) == [user])
    }
  }

  @Test("SEND-4 who is to go, and belongs there by then, is written")
  func removalOfWhoCame() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      try scene.add([17])
      let user = try UserID("17")
      try scene.store.write { try $0.addTask(.remove, user, on: door.device) }
      let work = try scene.work(door.device)
      #expect(work.removals.isEmpty && work.writes.map(\.user) == [user])
    }
  }

  @Test(
    "SEND-8 who is to be written, and has no room there any more, is removed; where an operator decides, nothing is done"
  )
  func writeOfWhoHasNoRoom() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door(capacity: 1)
      try scene.add([17, 18])
      let user = try UserID("18")
      try scene.store.write { transaction in
        try transaction.adjustLine(door)
        try transaction.addTask(.write, user, on: door.device, overwrite: true)
      }
      let work = try scene.work(door.device)
      #expect(work.removals.map(\.user) == [user] && work.pointless.isEmpty)
      try scene.store.write { transaction in
        try transaction.addTask(.write, user, on: door.device)
        _ = try transaction.open(.foreignUser, user: user, device: door.device, reason: "x", at: 1)
      }
      let held = try scene.work(door.device)
      #expect(held.removals.isEmpty && held.pointless.map(\.user) == [user])
    }
  }
}
