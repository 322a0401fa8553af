import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct DeviceMemoryBatchTests {
  private func device() throws -> DeviceMemory {
    var device = try memory()
    #expect(
      device.write(
        write(try person("1", cards: "10")), write(try person("2", cards: "20")), write(try person("3", cards: "30")))
        == [.done, .done, .done])
    return device
  }

  private func holder(_ card: String, _ device: DeviceMemory) throws -> AccessOutcome {
    var device = device
    return device.present(.card(try CardNumber(text: card)), at: noon)
  }

  @Test("SEND-11 two users of one batch swap their cards, in either order", arguments: [false, true])
  func swap(isReversed: Bool) throws {
    var device = try device()
    let first = write(try person("1", cards: "20"), revision: 2)
    let second = write(try person("2", cards: "10"), revision: 2)
    #expect((isReversed ? device.write(second, first) : device.write(first, second)) == [.done, .done])
    #expect(try holder("20", device) == .granted(try id("1")))
    #expect(try holder("10", device) == .granted(try id("2")))
  }

  @Test("SEND-11 cards move around a ring of three in one step")
  func ring() throws {
    var device = try device()
    #expect(
      device.write(
        write(try person("1", cards: "20"), revision: 2), write(try person("2", cards: "30"), revision: 2),
        write(try person("3", cards: "10"), revision: 2)) == [.done, .done, .done])
    #expect(try holder("30", device) == .granted(try id("2")))
  }

  @Test("SEND-11 a card of somebody outside the batch names its holder; only that user is rolled back")
  func held() throws {
    var device = try device()
    #expect(
      device.write(write(try person("1", name: "New", cards: "30"), revision: 2), write(try person("4", cards: "40")))
        == [.cardHeld(by: try id("3")), .done])
    #expect(device.user(try id("1"))?.record == (try person("1", cards: "10")))
    #expect(try holder("30", device) == .granted(try id("3")))
    #expect(try holder("40", device) == .granted(try id("4")))
  }

  @Test("SEND-11 who waits for the card of one that is rolled back is rolled back too")
  func chain() throws {
    var device = try device()
    #expect(
      device.write(write(try person("2", cards: "10"), revision: 2), write(try person("1", cards: "30"), revision: 2))
        == [.cardHeld(by: try id("1")), .cardHeld(by: try id("3"))])
    #expect(try holder("10", device) == .granted(try id("1")))
    #expect(try holder("20", device) == .granted(try id("2")))
    #expect(device.log.lastID == 3)
  }

  @Test("LIMIT-3 one number for two newcomers: the first of the batch gets it")
  func newcomers() throws {
    var device = try memory()
    #expect(
      device.write(write(try person("1", cards: "5")), write(try person("2", cards: "005")))
        == [.done, .cardHeld(by: try id("1"))])
    #expect(device.userIDs == [try id("1")])
  }

  @Test("LIMIT-3 a number belongs to one user across kinds, who may have it as card and phone")
  func kinds() throws {
    var device = try memory()
    let both = UserRecord(id: try id("1"), cards: [try Sample.card("5"), try Sample.card("5", .mobile)])
    let phone = UserRecord(id: try id("2"), cards: [try Sample.card("5", .mobile)])
    #expect(device.write(write(both), write(phone)) == [.done, .cardHeld(by: try id("1"))])
    #expect(device.delete(try id("1")) == [.done])
    #expect(device.write(write(phone)) == [.done])
  }

  @Test("LIMIT-3 the card index stays true through many random batches")
  func random() throws {
    var random = SeededGenerator(seed: 5)
    var device = try memory()
    for revision in 1...300 {
      let writes = try (0..<random.number(1...4)).map { _ in
        write(
          UserRecord(
            id: try id("\(random.number(1...5))"),
            cards: try Set((0..<random.number(0...2)).map { _ in random.number(1...6) }).map {
              try Sample.card("\($0)")
            }),
          revision: Revision(revision))
      }
      _ = device.serve(
        .writeUsers(WriteUsers(epoch: device.epoch, mark: device.log.lastID, writes: writes)), at: noon)
      let held = device.allUsers.flatMap { user in user.record.cards.map { ($0.number, user.record.id) } }
      #expect(Set(held.map(\.0)).count == held.count)
      for number in 1...6 {
        let card = try CardNumber(text: "\(number)")
        let outcome = held.first { $0.0 == card }.map { AccessOutcome.granted($0.1) } ?? .denied(.unknown)
        #expect(try holder("\(number)", device) == outcome)
      }
    }
  }
}
