import Testing

@testable import LockstepServer

/// Who makes room when there are too many strangers, without a socket.
struct MakingRoomTests {
  private let scene = TableScene()

  @Test("SEC-4 too many strangers of one address: the one that was silent for longest makes room for the next")
  func address() {
    var table = scene.table()
    scene.admit(1...4, to: &table, from: scene.home)
    table.set(1, isBusy: true, at: .seconds(1))
    #expect(table.admit(5, from: scene.home, at: .seconds(1)) == .replaces(2))
    table.set(1, isBusy: false, at: .seconds(1))
    #expect(table.admit(6, from: scene.home, at: .seconds(1)) == .replaces(1))
    #expect(table.strangers == 4)
    // Another address is not concerned.
    scene.admit([10, 11], to: &table, from: scene.other, at: .seconds(1))
  }

  @Test("SEC-4 who has said something goes after those who have not, however long it is there")
  func heard() {
    var table = scene.table()
    scene.admit(1...4, to: &table, from: scene.home)
    table.heard(1, at: .seconds(1))
    #expect(table.admit(5, from: scene.home, at: .seconds(2)) == .replaces(2))
    table.heard(3, at: .seconds(2))
    #expect(table.admit(6, from: scene.home, at: .seconds(2)) == .replaces(4))
  }

  @Test("SEC-4 nobody is put out who had no time to prove anything")
  func grace() {
    var table = scene.table()
    scene.admit(1...4, to: &table, from: scene.home, at: .seconds(1))
    #expect(table.admit(5, from: scene.home, at: .seconds(1) + .milliseconds(249)) == .refused(.address))
    #expect(table.admit(5, from: scene.home, at: .seconds(1) + .milliseconds(250)) == .replaces(1))
  }

  @Test("SEC-4 where a proof comes first, the oldest silent one of a familiar address goes, however young")
  func young() {
    var table = scene.table { ($0.putsOutYoung, $0.mostStrangers) = (true, 20) }
    scene.admit(1...4, to: &table, from: scene.home, at: .seconds(1))
    // Nobody has proved anything there.
    #expect(table.admit(5, from: scene.home, at: .seconds(1)) == .refused(.address))
    scene.admit(11...13, to: &table, from: scene.other, at: .seconds(2))
    #expect(table.becomesKnown(11, as: "Nora", at: .seconds(2)) == true)
    scene.admit([14, 15], to: &table, from: scene.other, at: .seconds(2))
    table.set(12, isBusy: true, at: .seconds(2))
    #expect(table.admit(16, from: scene.other, at: .seconds(2)) == .replaces(13))
    for id in [14, 15, 16] { table.set(id, isBusy: true, at: .seconds(2)) }
    #expect(table.admit(17, from: scene.other, at: .seconds(2)) == .refused(.address))
  }

  @Test("SEC-4 a stranger that is being answered for ten seconds makes room like one that is not")
  func longBusy() {
    var table = scene.table()
    scene.admit(1...4, to: &table, from: scene.home)
    for id in 1...4 { table.set(id, isBusy: true, at: .seconds(id)) }
    #expect(table.admit(5, from: scene.home, at: .seconds(10)) == .refused(.address))
    #expect(table.admit(5, from: scene.home, at: .seconds(11)) == .replaces(1))
    #expect(table.admit(6, from: scene.home, at: .milliseconds(11_100)) == .refused(.address))
  }

  @Test("SEC-4 too many strangers in all: one of the address that has most makes room, a busy one for who has fewer")
  func inAll() {
    var table = scene.table()
    scene.admit(1...4, to: &table, from: scene.home)
    scene.admit(11...12, to: &table, from: scene.other)
    #expect(table.admit(21, from: scene.third, at: .seconds(1)) == .replaces(1))
    for id in 2...4 { table.set(id, isBusy: true, at: .seconds(1)) }
    #expect(table.admit(22, from: scene.third, at: .seconds(2)) == .replaces(2))
    // Two each: whoever comes from one of them puts out no busy one of another.
    for id in [11, 12, 21, 22] { table.set(id, isBusy: true, at: .seconds(2)) }
    #expect(table.admit(23, from: scene.third, at: .seconds(3)) == .refused(.full))
    table.set(3, isBusy: false, at: .seconds(3))
    #expect(table.admit(23, from: scene.third, at: .seconds(3)) == .replaces(3))
  }

  @Test("SEC-4 of several addresses that have most each is looked at: who is not being answered goes first")
  func severalHeaviest() {
    var table = scene.table { $0.mostStrangers = 4 }
    scene.admit(1...2, to: &table, from: scene.home)
    scene.admit(11...12, to: &table, from: scene.other)
    // The first of the two that have most has nobody who may go.
    for id in 1...2 { table.set(id, isBusy: true, at: .zero) }
    #expect(table.admit(21, from: scene.third, at: .seconds(1)) == .replaces(11))
    // Two of the first are left, who are busy, and one of the other.
    #expect(table.admit(22, from: scene.far(1), at: .seconds(1)) == .replaces(1))
  }

  @Test("SEC-4 many addresses of one connection each put out no house where doors have proved themselves")
  func manyLight() {
    var table = scene.table { $0.mostStrangers = 6 }
    scene.prove(100, as: "door 100", in: &table, from: scene.home)
    // Four doors of the house are in their handshake, and strangers from everywhere come, time and again.
    scene.admit(1...4, to: &table, from: scene.home, at: .seconds(1))
    for number in 1...2 { scene.admit([1000 + number], to: &table, from: scene.far(number), at: .seconds(1)) }
    for number in 3...200 {
      let admission = table.admit(1000 + number, from: scene.far(number), at: .seconds(number))
      #expect(admission == .replaces(1000 + number - 2))
    }
    for id in 1...4 { #expect(table.becomesKnown(id, as: "door \(id)", at: .seconds(201)) == true) }
  }

  @Test("SEC-4 from where somebody is known one comes in before strangers, busy or just come as they may be")
  func familiarFirst() {
    var table = scene.table()
    scene.prove(100, as: "door 100", in: &table, from: scene.home)
    for number in 1...6 {
      scene.admit([number], to: &table, from: scene.far(number))
      if number > 1 { table.set(number, isBusy: true, at: .zero) }
    }
    #expect(table.admit(101, from: scene.home, at: .seconds(1)) == .replaces(1))
    #expect(table.admit(102, from: scene.home, at: .seconds(1)) == .replaces(2))
    // All at one moment: nobody had time to prove anything.
    for id in 3...6 { table.remove(id, at: .seconds(2)) }
    scene.admit(11...14, to: &table, from: scene.other, at: .seconds(2))
    #expect(table.admit(104, from: scene.third, at: .seconds(2)) == .refused(.full))
    #expect(table.admit(104, from: scene.home, at: .seconds(2)) == .replaces(11))
  }

  @Test("SEC-4 where everybody is known others still get half of the places")
  func half() {
    var table = scene.table()
    for address in [scene.home, scene.other] {
      scene.prove(address == scene.home ? 100 : 200, as: "\(address == scene.home)", in: &table, from: address)
    }
    scene.admit(1...3, to: &table, from: scene.home)
    scene.admit(11...13, to: &table, from: scene.other)
    #expect(table.admit(21, from: scene.third, at: .seconds(1)) == .replaces(1))
    #expect(table.admit(22, from: scene.far(1), at: .seconds(1)) == .replaces(11))
    #expect(table.admit(23, from: scene.far(2), at: .seconds(1)) == .replaces(2))
    // From here on they make room for each other.
    #expect(table.admit(24, from: scene.far(3), at: .seconds(2)) == .replaces(21))
  }

  @Test("SEC-4 an address is familiar while somebody known is there, and for a week after")
  func forgotten() {
    var table = scene.table()
    scene.prove(1, as: "1", in: &table, from: scene.home)
    let week = Duration.seconds(7 * 86_400)
    #expect(table.isFamiliar(scene.home, at: week * 9))
    #expect(!table.isFamiliar(scene.other, at: .zero))
    table.remove(1, at: week * 10)
    #expect(table.isFamiliar(scene.home, at: week * 11 - .seconds(1)))
    #expect(!table.isFamiliar(scene.home, at: week * 11))
    scene.admit([2], to: &table, from: scene.home, at: week * 12)
    #expect(table.origin(of: 2, at: week * 12) == ConnectionOrigin(address: scene.home, isFamiliar: false))
  }

  @Test("SEC-4 so many familiar addresses are remembered: the one goes from which nobody was there for longest")
  func bounded() {
    var familiar = FamiliarAddresses(most: 100, memory: .seconds(1000))
    for number in 1...100 { familiar.note(scene.far(number), at: .seconds(number)) }
    familiar.note(scene.far(1), at: .seconds(101))
    familiar.note(scene.far(101), at: .seconds(102))
    #expect(familiar.count == 100)
    #expect(familiar.end(of: scene.far(1)) > .zero)
    #expect(familiar.end(of: scene.far(2)) == .zero)
    #expect(familiar.end(of: scene.far(3)) > .zero)
  }
}
