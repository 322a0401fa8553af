import Testing

@testable import LockstepServer

/// Who is let in, and who has to make room, without a socket.
struct ConnectionTableTests {
  private let home = IPAddress("192.0.2.1").map { PeerAddress($0) }
  private let other = IPAddress("192.0.2.2").map { PeerAddress($0) }
  private let third = IPAddress("192.0.2.3").map { PeerAddress($0) }

  private func table(_ change: (inout ConnectionLimits) -> Void = { _ in }) -> ConnectionTable<Int> {
    var limits = ConnectionLimits(
      most: 100, mostStrangers: 6, mostStrangersOfAddress: 4, mostWaiting: 3, mostWaitingOfAddress: 2)
    change(&limits)
    return ConnectionTable(limits: limits)
  }

  /// Admits these at one moment, and expects each to be let in.
  private func admit(
    _ ids: some Sequence<Int>, to table: inout ConnectionTable<Int>, from address: PeerAddress?,
    at now: Duration = .zero
  ) {
    for id in ids { #expect(table.admit(id, from: address, at: now) == .admitted) }
  }

  @Test("SEC-4 too many strangers of one address: the one that was silent for longest makes room for the next")
  func address() {
    var table = table()
    admit(1...4, to: &table, from: home)
    table.set(1, isBusy: true)
    #expect(table.admit(5, from: home, at: .seconds(1)) == .replaces(2))
    table.set(1, isBusy: false)
    #expect(table.admit(6, from: home, at: .seconds(1)) == .replaces(1))
    #expect(table.strangers == 4)
    // Another address is not concerned.
    admit([10, 11], to: &table, from: other, at: .seconds(1))
  }

  @Test("SEC-4 who has said something goes after those who have not, however long it is there")
  func heard() {
    var table = table()
    admit(1...4, to: &table, from: home)
    table.heard(1, at: .seconds(1))
    #expect(table.admit(5, from: home, at: .seconds(2)) == .replaces(2))
    table.heard(3, at: .seconds(2))
    #expect(table.admit(6, from: home, at: .seconds(2)) == .replaces(4))
  }

  @Test("SEC-4 nobody is put out who had no time to prove anything")
  func grace() {
    var table = table()
    admit(1...4, to: &table, from: home, at: .seconds(1))
    #expect(table.admit(5, from: home, at: .seconds(1) + .milliseconds(249)) == .refused(.address))
    #expect(table.admit(5, from: home, at: .seconds(1) + .milliseconds(250)) == .replaces(1))
  }

  @Test("SEC-4 four hundred known doors behind one address do not count as its strangers")
  func known() {
    var table = ConnectionTable<Int>(limits: .devices)
    for id in 1...400 {
      #expect(table.admit(id, from: home, at: .zero) == .admitted)
      #expect(table.becomesWaiting(id) == true)
    }
    for id in 1...400 { table.becomesKnown(id) }
    #expect([table.strangers, table.waiting, table.count] == [0, 0, 400])
    // All of them come back at once, while the old connections are still there.
    admit(401...800, to: &table, from: home, at: .seconds(1))
    for id in 401...800 { table.becomesKnown(id) }
    for id in 1...400 { table.remove(id) }
    #expect([table.strangers, table.count] == [0, 400])
  }

  @Test("SEC-4 too many strangers in all: one of the address that has most makes room, a busy one for who has fewer")
  func inAll() {
    var table = table()
    admit(1...4, to: &table, from: home)
    admit(11...12, to: &table, from: other)
    #expect(table.admit(21, from: third, at: .seconds(1)) == .replaces(1))
    for id in 2...4 { table.set(id, isBusy: true) }
    #expect(table.admit(22, from: third, at: .seconds(2)) == .replaces(2))
    // Two each: whoever comes from one of them puts out no busy one of another.
    for id in [11, 12, 21, 22] { table.set(id, isBusy: true) }
    #expect(table.admit(23, from: third, at: .seconds(3)) == .refused(.full))
    table.set(3, isBusy: false)
    #expect(table.admit(23, from: third, at: .seconds(3)) == .replaces(3))
  }

  @Test("SEC-4 an address that many share has no limit of its own, but the one for all strangers")
  func shared() {
    var table = table()
    admit(1...6, to: &table, from: nil)
    #expect(table.admit(7, from: nil, at: .seconds(1)) == .replaces(1))
    for id in 2...4 { #expect(table.becomesWaiting(id) == true) }
    #expect(table.becomesWaiting(5) == false)
  }

  @Test("SEC-4 devices that wait have limits of their own, for one address and in all; they take no place of strangers")
  func waiting() {
    var table = table()
    admit(1...4, to: &table, from: home)
    for id in 1...2 { #expect(table.becomesWaiting(id) == true) }
    #expect(table.becomesWaiting(3) == false)
    #expect([table.strangers, table.waiting] == [2, 2])
    admit([11, 12], to: &table, from: other)
    #expect(table.becomesWaiting(11) == true)
    #expect(table.becomesWaiting(12) == false)
    // Whoever waits is not put out by strangers, and leaves its place when it is registered.
    table.becomesKnown(1)
    #expect(table.becomesWaiting(3) == true)
    table.remove(2)
    #expect(table.becomesWaiting(4) == true)
    #expect([table.strangers, table.waiting, table.count] == [1, 3, 5])
  }

  @Test("SEC-4 a port that is full of those who are known refuses the next; strangers make room before that")
  func full() {
    var table = table { $0.most = 3 }
    admit(1...3, to: &table, from: home)
    #expect(table.admit(4, from: other, at: .seconds(1)) == .replaces(1))
    for id in 2...4 { table.becomesKnown(id) }
    #expect(table.admit(5, from: other, at: .seconds(2)) == .refused(.full))
    table.remove(3)
    #expect(table.admit(5, from: other, at: .seconds(2)) == .admitted)
  }

  @Test("SEC-4 with fewer files than connections strangers get a quarter of what there is")
  func within() {
    let limits = ConnectionLimits.devices.within(400)
    #expect([limits.most, limits.mostStrangers, limits.mostWaiting] == [400, 100, 100])
    #expect(ConnectionLimits.devices.within(1_000_000) == .devices)
  }
}
