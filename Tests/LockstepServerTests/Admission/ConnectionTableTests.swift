import Testing

@testable import LockstepServer

/// Who is let in, and what becomes of a connection, without a socket.
struct ConnectionTableTests {
  private let scene = TableScene()

  @Test("SEC-4 four hundred known doors behind one address do not count as its strangers")
  func known() {
    var table = ConnectionTable<Int>(limits: .devices)
    for id in 1...400 {
      #expect(table.admit(id, from: scene.home, at: .zero) == .admitted)
      #expect(table.becomesWaiting(id, as: "door \(id)", at: .zero) == .waits)
    }
    for id in 1...400 { #expect(table.becomesKnown(id, as: "\(id)", at: .zero) == true) }
    #expect([table.strangers, table.waiting, table.known, table.count] == [0, 0, 400, 400])
    // All of them come back at once, while the old connections are still there.
    scene.admit(401...800, to: &table, from: scene.home, at: .seconds(1))
    for id in 401...800 { #expect(table.becomesKnown(id, as: "\(id - 400)", at: .seconds(1)) == true) }
    for id in 1...400 { table.remove(id, at: .seconds(2)) }
    #expect([table.strangers, table.known, table.count] == [0, 400, 400])
  }

  @Test("SEC-4 an address that many share has no limit of its own, but the one for all strangers")
  func shared() {
    var table = scene.table()
    scene.admit(1...6, to: &table, from: nil)
    #expect(table.admit(7, from: nil, at: .seconds(1)) == .replaces(1))
    for id in 2...4 { #expect(table.becomesWaiting(id, as: "\(id)", at: .zero) == .waits) }
    #expect(table.becomesWaiting(5, as: "5", at: .zero) == .tooMany)
  }

  @Test("SEC-4 devices that wait have limits of their own, for one address and in all; they take no place of strangers")
  func waiting() {
    var table = scene.table()
    scene.admit(1...4, to: &table, from: scene.home)
    for id in 1...2 { #expect(table.becomesWaiting(id, as: "\(id)", at: .zero) == .waits) }
    #expect(table.becomesWaiting(3, as: "3", at: .zero) == .tooMany)
    #expect([table.strangers, table.waiting] == [2, 2])
    scene.admit([11, 12], to: &table, from: scene.other)
    #expect(table.becomesWaiting(11, as: "11", at: .zero) == .waits)
    #expect(table.becomesWaiting(12, as: "12", at: .zero) == .tooMany)
    // Whoever waits is not put out by strangers, and leaves its place when it is registered.
    #expect(table.becomesKnown(1, as: "1", at: .zero) == true)
    #expect(table.becomesWaiting(3, as: "3", at: .zero) == .waits)
    table.remove(2, at: .zero)
    #expect(table.becomesWaiting(4, as: "4", at: .zero) == .waits)
    #expect([table.strangers, table.waiting, table.count] == [1, 3, 5])
  }

  @Test("SEC-4 a device that waits and comes again takes the place of its older connection, which may be dead")
  func waitsAgain() {
    var table = scene.table()
    scene.admit(1...4, to: &table, from: scene.home)
    for id in 1...2 { #expect(table.becomesWaiting(id, as: "door \(id)", at: .zero) == .waits) }
    #expect(table.becomesWaiting(3, as: "door 1", at: .seconds(1)) == .replaces(1))
    #expect(table.becomesWaiting(3, as: "door 1", at: .seconds(2)) == .waits)
    #expect(table.becomesWaiting(4, as: "door 3", at: .seconds(2)) == .tooMany)
    #expect([table.strangers, table.waiting, table.count] == [1, 2, 3])
  }

  @Test("SEC-7 most devices are so many devices: dead connections of theirs take no place when they come again")
  func dead() {
    var table = scene.table { $0.most = 3 }
    for id in 1...3 { scene.prove(id, as: "door \(id)", in: &table, from: scene.home) }
    // The power was cut, and nothing told the server of it.
    for id in 11...13 { scene.prove(id, as: "door \(id - 10)", in: &table, from: scene.home, at: .seconds(20)) }
    scene.admit([14], to: &table, from: scene.home, at: .seconds(20))
    #expect(table.hasRoom(14, as: "door 4") == false)
    #expect(table.becomesKnown(14, as: "door 4", at: .seconds(20)) == false)
    #expect([table.strangers, table.known, table.count] == [1, 6, 7])
    // One of them leaves, and of two the dead ones are still there.
    for id in [3, 13] { table.remove(id, at: .seconds(21)) }
    #expect(table.known == 4 && table.hasRoom(14, as: "door 4"))
    #expect(table.becomesKnown(14, as: "door 4", at: .seconds(22)) == true)
  }

  @Test("SEC-4 a port that is full of devices lets in those that have a place, and one that waits in its own")
  func full() {
    var table = scene.table { $0.most = 2 }
    scene.prove(1, as: "1", in: &table, from: scene.home)
    scene.admit(2...4, to: &table, from: scene.home)
    #expect(table.becomesWaiting(2, as: "door 2", at: .zero) == .waits)
    #expect(table.becomesWaiting(3, as: "door 3", at: .zero) == .tooMany)
    #expect(table.hasRoom(3, as: "3") == false)
    #expect(table.hasRoom(2, as: "2") == true)
    #expect(table.becomesKnown(2, as: "2", at: .zero) == true)
    #expect(table.becomesKnown(3, as: "3", at: .zero) == false)
    // No more connections than there are places, dead ones among them.
    scene.admit(21...24, to: &table, from: scene.other)
    #expect(table.count == 8)
    #expect(table.admit(31, from: scene.third, at: .zero) == .refused(.full))
  }

  @Test("SEC-4 one account has so many connections; beyond them it is a stranger there, until one of the others ends")
  func holder() {
    var table = scene.table { $0.mostOfHolder = 2 }
    for id in 1...2 { scene.prove(id, as: "ada", in: &table, from: scene.home) }
    scene.admit(3...4, to: &table, from: scene.home)
    #expect(table.becomesKnown(3, as: "ada", at: .zero) == false)
    #expect(table.becomesKnown(4, as: "grace", at: .zero) == true)
    #expect([table.strangers, table.known] == [1, 3])
    table.remove(1, at: .zero)
    #expect(table.becomesKnown(3, as: "ada", at: .zero) == true)
    #expect([table.strangers, table.known] == [0, 3])
    // A connection that another takes over, such as a proxy's, is counted for the other.
    #expect(table.becomesKnown(4, as: "ada", at: .zero) == false)
    #expect([table.strangers, table.known] == [1, 2])
    #expect(table.becomesKnown(4, as: "bruno", at: .zero) == true)
  }

  @Test("SEC-4 who is known is a stranger again when nobody proves it any more")
  func strangerAgain() {
    var table = scene.table {
      $0.mostOfHolder = 2
      $0.mostUnproved = 3
    }
    scene.prove(1, as: "ada", in: &table, from: scene.home)
    table.becomesStranger(1, at: .seconds(1))
    #expect([table.strangers, table.known, table.busyStrangers] == [1, 0, 1])
    table.set(1, isBusy: false, at: .seconds(1))
    #expect(table.becomesKnown(1, as: "ada", at: .seconds(2)) == true)
    for second in 3...5 {
      table.set(1, isBusy: true, at: .seconds(second))
      table.set(1, isBusy: false, at: .seconds(second))
    }
    #expect(table.known == 1)
    // A proof in between, and it may ask so often again.
    table.set(1, isBusy: true, at: .seconds(6))
    #expect([table.strangers, table.known] == [1, 0])
    #expect(table.becomesKnown(1, as: "ada", at: .seconds(6)) == true)
    #expect(table.becomesKnown(1, as: "ada", at: .seconds(7)) == true)
    #expect([table.strangers, table.known] == [0, 1])
    table.becomesStranger(2, at: .seconds(7))
    table.remove(1, at: .seconds(8))
    #expect([table.strangers, table.known, table.count] == [0, 0, 0])
  }

  @Test("SEC-4 with fewer files than connections strangers get a quarter of what there is")
  func within() {
    let limits = ConnectionLimits.devices.within(400)
    #expect([limits.total, limits.most, limits.mostStrangers, limits.mostWaiting] == [400, 300, 100, 100])
    #expect(ConnectionLimits.devices.within(1_000_000) == .devices)
  }
}
