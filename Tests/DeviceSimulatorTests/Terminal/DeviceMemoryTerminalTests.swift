import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct DeviceMemoryTerminalTests {
  @Test("LOG-1 an enrolment is logged with its mark, and has no base")
  func enrolment() throws {
    var device = try memory()
    let mark = try device.enrol(try People.ada(), at: noon)
    let user = try #require(device.user(try id("17")))
    #expect(mark == 1)
    #expect(user.record == (try People.ada()))
    #expect(user.base == nil && user.isEdited && user.editMark == 1)
    #expect(
      device.lastEntry
        == LogEntry(id: 1, time: noon, code: .enrollSuccess, origin: .device, user: "17"))
  }

  @Test(
    "LIMIT-3 the terminal refuses what it cannot take, and logs the refusal",
    arguments: [
      (["19", "12345"], EventCode.duplicateCredential, "the card belongs to user 17"),
      (["17", "9"], .enrollFail, "this user is there already"),
      (["20", "8"], .enrollFail, "the terminal is full"),
    ])
  func refusals(input: [String], code: EventCode, text: String) throws {
    var device = try memory(userCapacity: text.contains("full") ? 1 : 5)
    try device.enrol(try person("17", cards: "12345"), at: noon)
    let before = device.userIDs
    #expect(throws: TerminalError.self) { try device.enrol(try person(input[0], cards: input[1]), at: noon) }
    #expect(device.userIDs == before)
    #expect(device.lastEntry?.code == code)
    #expect(device.lastEntry?.detail == text)
    #expect(device.lastEntry?.id == 2)
  }

  @Test("LIMIT-4 a terminal without finger reader refuses a finger, and one over its limit refuses a name")
  func unsupported() throws {
    var device = try memory(capabilities: DeviceModel.cardReader.capabilities)
    let finger = UserRecord(id: try id("17"), fingerprints: [Sample.finger(0, 1)])
    #expect(throws: TerminalError.unsupported("so many fingerprints")) { try device.enrol(finger, at: noon) }
    let long = UserRecord(id: try id("17"), name: String(repeating: "n", count: 49))
    #expect(throws: TerminalError.self) { try device.enrol(long, at: noon) }
    #expect(device.userCount == 0 && device.log.lastID == 2)
  }

  @Test("LOG-3 each edit moves the user's edit mark")
  func edits() throws {
    var device = try memory()
    try device.enrol(try person("17", name: "Ada"), at: noon)
    #expect(try device.edit(try id("17"), [.name("Ada Quill"), .addCard(try Sample.card("5"))], at: noon) == 2)
    #expect(try device.edit(try id("17"), [.addFingerprint(Sample.finger(3, 1))], isPartial: true, at: noon) == 3)
    let user = try #require(device.user(try id("17")))
    #expect(user.record.name == "Ada Quill" && user.record.cards.count == 1 && user.editMark == 3)
    #expect(device.log.all.map(\.code) == [.enrollSuccess, .updateSuccess, .partialUpdateSuccess])
    #expect(throws: TerminalError.notThere) { try device.edit(try id("18"), [.name("")], at: noon) }
    #expect(device.lastEntry?.code == .updateFail)
  }

  @Test("DEL-1 a deletion leaves its mark, and an enrolment of the same ID takes it away")
  func deletion() throws {
    var device = try memory()
    try device.enrol(try person("17", cards: "5"), at: noon)
    #expect(try device.delete(try id("17"), at: noon) == 2)
    #expect(device.deletionMark(of: try id("17")) == 2)
    #expect(throws: TerminalError.notThere) { try device.delete(try id("17"), at: noon) }
    try device.enrol(try person("17", cards: "5"), at: noon)
    #expect(device.deletionMark(of: try id("17")) == 0)
    #expect(device.user(try id("17"))?.editMark == 4)
  }

  @Test("DEL-1 delete all is one entry and one mark for everybody")
  func deletionOfAll() throws {
    var device = try memory()
    for number in 1...5 { try device.enrol(try person("\(number)"), at: noon) }
    #expect(device.deleteAll(at: noon) == 6)
    #expect(device.userCount == 0 && device.log.count == 6)
    #expect(device.deletionMark(of: try id("3")) == 6)
    #expect(device.deletionMark(of: try id("99")) == 6)
    #expect(device.write(write(try person("99")), mark: 5) == [.edited(mark: 6)])
    #expect(device.write(write(try person("99")), mark: 6) == [.done])
  }

  enum Reset: CaseIterable, Sendable { case clearLog, database, factory }

  @Test("LOG-4 a new epoch when the log is cleared or the device is reset", arguments: Reset.allCases)
  func epochs(reset: Reset) throws {
    var device = try memory()
    try device.enrol(try person("17"), at: noon)
    try device.enrol(try person("18"), at: noon)
    try device.delete(try id("18"), at: noon)
    let (epoch, key) = (device.epoch, device.keySeed)
    switch reset {
    case .clearLog: device.clearLog(at: noon)
    case .database: device.resetDatabase(at: noon)
    case .factory: device.resetToFactory(at: noon)
    }
    #expect(device.epoch != epoch)
    #expect((device.keySeed != key) == (reset == .factory))
    #expect(device.log.firstID == 1 && device.log.lastID == 1)
    #expect(device.deletionMark(of: try id("18")) == 0)
    let user = device.user(try id("17"))
    #expect((user == nil) == (reset != .clearLog))
    if let user { #expect(user.isEdited && user.editMark == 0) }
    let codes: [Reset: EventCode] = [.clearLog: .logCleared, .database: .databaseReset, .factory: .factoryReset]
    #expect(device.lastEntry?.code == codes[reset])
  }

  @Test("LOG-4 when the log IDs are used up the numbering and the epoch start anew")
  func wrap() throws {
    var device = try memory()
    try device.enrol(try person("17"), at: noon)
    let epoch = device.epoch
    device.skipLogIDs(.max - 2)
    try device.enrol(try person("18"), at: noon)
    #expect(device.log.lastID == .max && device.epoch == epoch)
    try device.enrol(try person("19"), at: noon)
    #expect(device.log.lastID == 1 && device.epoch != epoch)
    #expect(device.user(try id("17"))?.editMark == 0)
    #expect(device.user(try id("19"))?.editMark == 1)
  }

  @Test("LOG-4 two devices of one seed have their own keys and epochs")
  func seeds() throws {
    let (first, second) = (try memory(1001), try memory(1002))
    #expect(first.epoch != second.epoch && first.keySeed != second.keySeed)
    #expect(first.epoch == (try memory(1001)).epoch)
  }
}
