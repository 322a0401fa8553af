import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore

/// The story that the demo tells. People are invented.
struct Story: Sendable {
  let world: DemoWorld
  let teller: StoryTeller

  var doors: [SimulatedDevice] { world.fleet.devices }
  var first: SimulatedDevice { doors[0] }
  private var second: SimulatedDevice { doors[1] }
  var last: SimulatedDevice { doors[doors.count - 1] }

  private struct Person {
    static let mira = "2001"
    static let jonas = "2002"
    static let aiko = "2003"
    static let tom = "2004"
    static let lena = "2005"
    static let omar = "2006"
    static let vera = "2007"
  }

  func tell() async throws {
    try await register()
    try await enrol()
    try await addFinger()
    try await fillName()
    try await changeName()
    try await addFingerToSmartCardUser()
    try await removeCardWhileAway()
    try await deleteAtDoor()
    try await deleteOnServerWhileAway()
    try await toggleSetting()
    try await syncPeople()
  }

  private func register() async throws {
    teller.begin("\(doors.count) new doors connect over TCP and are registered by their check code")
    try await world.set(.allDevicesIncludingUserUpdateFromDevice)
    for door in doors {
      let code = try await door.waitUntilWaiting()
      try await world.engine.register(door.id, checkCode: code)
    }
    try await world.fleet.waitUntilRegistered()
    teller.tell("Automatic User Synchronization: All Devices (including user update from device)")
  }

  private func enrol() async throws {
    let mira = try UserID(Person.mira)
    teller.begin("A new user is enrolled at the first door")
    let card = Card(kind: .csn, number: try CardNumber(text: "12345"))
    let finger = SimulatedCredential.finger(0, of: mira)
    teller.tell("door \(last.id): card 12345 → \(last.present(.card(card.number)))")
    _ = try first.enrol(UserRecord(id: mira, name: "Mira Solberg", cards: [card], fingerprints: [finger]))
    teller.tell("door \(first.id): user 2001, Mira Solberg, enrolled with a card and a finger")
    try await world.fleet.waitUntilEveryDeviceHolds(mira)
    teller.tell("door \(last.id): card 12345 → \(last.present(.card(card.number)))")
  }

  private func addFinger() async throws {
    let jonas = try UserID(Person.jonas)
    teller.begin("A second finger is added at a door to a user whose card the server had")
    try await world.add(
      UserRecord(
        id: jonas, name: "Jonas Brandt", cards: [Card(kind: .csn, number: try CardNumber(text: "22222"))],
        fingerprints: [SimulatedCredential.finger(0, of: jonas)]))
    try await world.fleet.waitUntilEveryDeviceHolds(jonas)
    _ = try second.edit(jonas, .addFingerprint(SimulatedCredential.finger(1, of: jonas)))
    try await world.fleet.waitUntilEveryDeviceHolds(jonas) { $0.record.fingerprints.count == 2 }
    teller.tell("every door has card 22222 and both fingers of Jonas Brandt")
  }

  private func fillName() async throws {
    let aiko = try UserID(Person.aiko)
    teller.begin("A name is filled in at a door where the server had none")
    try await world.add(UserRecord(id: aiko, cards: [Card(kind: .csn, number: try CardNumber(text: "33333"))]))
    try await second.waitUntilHolds(aiko)
    _ = try second.edit(aiko, .name("Aiko Mori"))
    try await world.fleet.waitUntilEveryDeviceHolds(aiko) { $0.record.name == "Aiko Mori" }
    teller.tell("user 2003 is Aiko Mori on the server and on every door")
  }

  private func changeName() async throws {
    let mira = try UserID(Person.mira)
    let door = last.id
    teller.begin("A name is changed at a door where the server has one: kept, and shown as a difference")
    _ = try last.edit(mira, .name("M. Solberg"))
    try await world.until("a difference of user 2001") { try $0.openDifferences(of: mira, on: door).count == 1 }
    let name = try await world.user(mira)?.record.name ?? ""
    teller.tell("server and other doors: \(name); door \(door): \(last.memory.user(mira)?.record.name ?? "")")
  }

  private func addFingerToSmartCardUser() async throws {
    let tom = try UserID(Person.tom)
    teller.begin("A user with an Access on Card card on the server gets a finger at a door")
    try await world.add(
      UserRecord(
        id: tom, name: "Tom Okafor", cards: [Card(kind: .accessOnCard, number: try CardNumber(text: "0xA0C4"))]))
    try await first.waitUntilHolds(tom)
    _ = try first.edit(tom, .addFingerprint(SimulatedCredential.finger(4, of: tom)))
    try await world.fleet.waitUntilEveryDeviceHolds(tom) { !$0.record.fingerprints.isEmpty }
    teller.tell("every door has the finger; the smart card is untouched")
  }

  private func removeCardWhileAway() async throws {
    let lena = try UserID(Person.lena)
    let lost = Card(kind: .csn, number: try CardNumber(text: "55555"))
    teller.begin("A card is removed on the server while a door is away, where that user is edited")
    try await world.add(UserRecord(id: lena, name: "Lena Roth", cards: [lost]))
    try await world.fleet.waitUntilEveryDeviceHolds(lena)
    await last.disconnect()
    try await world.change(lena) { $0.setCards([]) }
    _ = try last.edit(lena, .addFingerprint(SimulatedCredential.finger(2, of: lena)))
    teller.tell("door \(last.id) is away: card 55555 → \(last.present(.card(lost.number))), a finger is added")
    last.connect()
    try await world.fleet.waitUntilEveryDeviceHolds(lena) {
      $0.record.cards.isEmpty && $0.record.fingerprints.count == 1
    }
    teller.tell("back again: the finger has arrived everywhere, card 55555 → \(last.present(.card(lost.number)))")
  }

  private func deleteAtDoor() async throws {
    let omar = try UserID(Person.omar)
    let door = second.id
    teller.begin("A user is deleted at a door: server and other doors are unaffected")
    try await world.add(UserRecord(id: omar, name: "Omar Haddad"))
    try await world.fleet.waitUntilEveryDeviceHolds(omar)
    _ = try second.delete(omar)
    try await world.until("user 2006 deleted there") { try $0.openCount([.deletedThere]) == 1 }
    let others = doors.count { $0.memory.holds(omar) }
    teller.tell(
      "door \(door): deleted there, waits for an operator; \(others) other doors and the server keep Omar Haddad")
  }

  private func deleteOnServerWhileAway() async throws {
    let vera = try UserID(Person.vera)
    let number = try CardNumber(text: "77777")
    teller.begin("A leaver is deleted on the server while a door is away")
    try await world.add(UserRecord(id: vera, name: "Vera Lind", cards: [Card(kind: .csn, number: number)]))
    try await world.fleet.waitUntilEveryDeviceHolds(vera)
    await first.disconnect()
    try await world.delete(vera)
    for door in doors.dropFirst() { try await door.waitUntilDoesNotHold(vera) }
    teller.tell("gone from every door but \(first.id), which is away: card 77777 → \(first.present(.card(number)))")
    first.connect()
    try await first.waitUntilDoesNotHold(vera)
    teller.tell("door \(first.id) is back: card 77777 → \(first.present(.card(number)))")
  }

  private func toggleSetting() async throws {
    let jonas = try UserID(Person.jonas)
    teller.begin("The setting is switched off, and on again")
    try await world.set(.allDevices)
    let log = try second.edit(jonas, .personalMessage("Back at ten"))
    try await second.waitUntilAcknowledged(log)
    teller.tell("All Devices: an edit at door \(second.id) is logged, and not taken in")
    try await world.set(.allDevicesIncludingUserUpdateFromDevice)
    _ = try second.edit(jonas, .addFingerprint(SimulatedCredential.finger(5, of: jonas)))
    try await world.fleet.waitUntilEveryDeviceHolds(jonas) { $0.record.fingerprints.count == 3 }
    teller.tell("All Devices (including user update from device): the next edit is on every door")
  }
}
