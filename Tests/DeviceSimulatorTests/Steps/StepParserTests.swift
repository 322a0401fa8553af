import DeviceSimulator
import LockstepCore
import LockstepTesting
import NIOCore
import Testing

struct StepParserTests {
  private func action(_ text: String) throws -> Step.Action? { try StepParser.parse(text)?.action }

  private func one(_ number: UInt32) throws -> DeviceSelection { .one(try #require(DeviceID(number))) }

  @Test("LIMIT-1 what people do at a door")
  func users() throws {
    let user = try id("17")
    #expect(
      try action("enrol 17 name \"Ada Byron\" card 12345 finger 0 at device 1003")
        == .enrol(
          UserRecord(
            id: user, name: "Ada Byron", cards: [try Sample.card("12345")],
            fingerprints: [SimulatedCredential.finger(0, of: user)]), at: try one(1003)))
    #expect(
      try action("enroll 17 phone 7 card wiegand 0x10 pin 1234 group 2 group 3 disabled start none at every device")
        == .enrol(
          UserRecord(
            id: user, pin: SimulatedCredential.pin("1234"),
            cards: [try Sample.card("7", .mobile), try Sample.card("16", .wiegand)],
            rights: Rights(accessGroups: [2, 3], isDisabled: true)), at: .every))
    #expect(
      try action("edit 17 name \"Ada \\\"B\\\"\" without card 12345 without pin at device 1002")
        == .edit(
          user, [.name("Ada \"B\""), .removeCard(try Sample.card("12345")), .pin(nil)], isPartial: false,
          at: try one(1002)))
    #expect(
      try action("edit partial 17 finger 3 scan \"wet\" duress end 2031-05-01T08:00:00Z at device 1")
        == .edit(
          user,
          [
            .addFingerprint(SimulatedCredential.finger(3, of: user, scan: "wet", isDuress: true)),
            .end(1_935_388_800),
          ], isPartial: true, at: try one(1)))
    #expect(try action("delete 17 at device 1001") == .delete(user, at: try one(1001)))
    #expect(
      try action("tamper unseen 17 name Bo without pin at device 1001")
        == .tamper(user, [.name("Bo"), .pin(nil)], keepsDigest: true, at: try one(1001)))
    #expect(
      try action("tamper 17 disabled at every device")
        == .tamper(user, [.disabled(true)], keepsDigest: false, at: .every))
    #expect(try action("lose 17 at device 1001") == .lose(user, at: try one(1001)))
    #expect(try action("delete all at device 1001") == .deleteAll(at: try one(1001)))
    #expect(
      try action("present card 12345 at device 1003 expect granted")
        == .present(.card(try CardNumber(text: "12345")), at: try one(1003), expecting: .granted))
    #expect(
      try action("present pin 1 of 17 at device 1003 expect denied expired")
        == .present(.pin(user, SimulatedCredential.pin("1")), at: try one(1003), expecting: .denied(.expired)))
  }

  @Test(
    "LOG-4 what happens to a device",
    arguments: [
      ("connect", .connect), ("disconnect", .disconnect), ("cut", .cut), ("away 5", .away(seconds: 5)),
      ("reboot", .reboot), ("reset", .reset), ("factory reset", .factoryReset), ("clear log", .clearLog),
      ("clock +3600", .clock(3600)), ("clock -60", .clock(-60)), ("capacity 50", .capacity(50)),
      ("fault slow-answers 20", .fault(.slowAnswers, 20)), ("fault wrong-user", .fault(.wrongUser, nil)),
      ("mend", .mend), ("skip 9", .skipLogs(9)),
    ] as [(String, DeviceCommand)])
  func devices(text: String, command: DeviceCommand) throws {
    #expect(try action("device 1002 \(text)") == .device(try one(1002), command))
    #expect(try action("every device \(text)  # why") == .device(.every, command))
  }

  @Test("VERIFY-5 what is waited for and expected")
  func conditions() throws {
    let user = try id("17")
    #expect(try action("wait until user 17 at every device") == .wait(.holds(user, []), at: .every, within: nil))
    #expect(
      try action("wait until device 1003 holds user 17 revision 4 name \"Ada\" within 3 s")
        == .wait(.holds(user, [.revision(4), .name("Ada")]), at: try one(1003), within: .seconds(3)))
    #expect(
      try action("expect user 17 at device 1003 name \"Ada\" fingers 2 cards 1")
        == .expect(.holds(user, [.name("Ada"), .fingers(2), .cards(1)]), at: try one(1003)))
    #expect(
      try action("expect user 17 without card 5 not edited disabled at device 1003 pin")
        == .expect(
          .holds(
            user,
            [
              .card(try CardNumber(text: "5"), isThere: false), .isEdited(false), .isDisabled(true),
              .pin(isThere: true),
            ]), at: try one(1003)))
    #expect(try action("expect user 17 not at device 1003") == .expect(.lacks(user), at: try one(1003)))
    #expect(try action("expect device 1003 lacks user 17") == .expect(.lacks(user), at: try one(1003)))
    #expect(try action("expect every device holds 3 users") == .expect(.holdsCount(3), at: .every))
    #expect(
      try action("wait until every device acknowledged within 30 seconds")
        == .wait(.acknowledged, at: .every, within: .seconds(30)))
  }

  @Test("FAIL-2 empty lines and comments are no steps; the server's steps are passed on as they are")
  func others() throws {
    #expect(try StepParser.parse("") == nil)
    #expect(try StepParser.parse("   # a comment") == nil)
    #expect(try action("  server add 17 \"Ada\"  # x") == .server("add 17 \"Ada\"  # x"))
    #expect(try StepParser.parse(lines: ["", "device 1 connect"]).first?.line == 2)
  }

  @Test(
    "SEC-4 an error names line, column, what was expected and what was found",
    arguments: [
      ("enrol", 6, "a user ID", ""), ("enrol 017 at device 1", 7, "a user ID", "017"),
      ("enrol 17 nme \"A\" at device 1", 10, "name, message", "nme"),
      ("enrol 17 name \"A at device 1", 15, "a text that ends with \"", "\"A at device 1"),
      ("enrol 17 card x at device 1", 15, "a card number", "x"),
      ("enrol 17 finger 10 at device 1", 17, "a finger from 0 to 9", "10"),
      ("enrol 17 at 1", 13, "device or every device", "1"), ("enrol 17 at device 0", 20, "a device ID", "0"),
      ("enrol 17 at device 1 now", 22, "the end of the step", "now"), ("edit 17 at device 1", 9, "name, message", "at"),
      ("dance", 1, "enrol, edit", "dance"), ("wait 17", 6, "until", "17"),
      ("device 1 explode", 10, "connect, disconnect", "explode"), ("device 1 clear", 15, "log", ""),
      ("device 1 fault x", 16, "drop-link-after-bytes", "x"), ("device 1 capacity -1", 19, "a number of users", "-1"),
      ("present card 5 at device 1 expect maybe", 35, "granted or denied", "maybe"),
      ("expect user 17 at device 1 cards many", 34, "a number of cards", "many"),
      ("wait until user 17 at device 1 within 5 h", 41, "s", "h"), ("server ", 8, "what the server's owner does", ""),
      ("enrol 17 start yesterday at device 1", 16, "a time", "yesterday"),
    ])
  func errors(text: String, column: Int, expected: String, found: String) throws {
    let error = try #require(throws: StepError.self) { try StepParser.parse(text, line: 4) }
    #expect(error.line == 4)
    #expect(error.column == column)
    #expect(error.expected.hasPrefix(expected))
    #expect(error.found == found)
  }
}
