import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct DeviceMemoryDigestTests {
  private static let key = [UInt8](0..<32)

  /// Made with another program from the document's table.
  @Test(
    "VERIFY-1 digests are those of the document",
    arguments: [(false, "95ddb662f1fb03f81cd2db8e9549e86d"), (true, "cb9d6610c116713ea9927be5b1f5ad18")])
  func vectors(isRich: Bool, digest: String) throws {
    var device = try memory()
    device.setDigestKey(Self.key)
    let record =
      isRich
      ? UserRecord(
        id: try id("B-4"), name: "Øystein Ås", personalMessage: "hello", pin: [UInt8](repeating: 7, count: 32),
        photo: [0xFF, 0xD8, 0xFF, 0xE0],
        cards: [try Sample.card("12345", .accessOnCard), try Sample.card("256"), try Sample.card("5")],
        fingerprints: [
          Fingerprint(index: 3, templates: [[0xDD]], isDuress: true),
          Fingerprint(index: 0, templates: [[0xAA, 0xBB], [0xCC]]),
        ],
        faces: [Face(kind: .visual, index: 0, template: [3]), Face(kind: .infrared, index: 4, template: [1, 2])],
        jobCodes: [JobCode(code: 9, label: "Late"), JobCode(code: 2, label: "")],
        rights: Rights(
          accessGroups: [300, 2], start: 1_700_000_000, end: 1_900_000_000, isDisabled: true, securityLevel: 5,
          authenticationModes: [7, 1]))
      : UserRecord(id: try id("17"), name: "Ada Byron", cards: [try Sample.card("12345")])
    try device.enrol(record, at: noon)
    let expected = [UInt8](hexadecimal: digest)?.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    #expect(device.digest(.everything)?.sum == expected)
    #expect(device.digest(.everything, isDeep: true)?.sum == expected)
  }

  @Test("VERIFY-1 the running sum is that of the records, through every kind of change")
  func running() throws {
    var records = RecordGenerator(seed: 11)
    var random = SeededGenerator(seed: 12)
    var device = try memory()
    device.setDigestKey(Self.key)
    let server = KeyedDigest.hmac(key: Self.key)
    for step in 1...200 {
      let user = try id("\(random.number(1...12))")
      switch random.number(0...5) {
      case 0: _ = try? device.enrol(try records.record(id: user.text), at: noon)
      case 1: _ = try? device.edit(user, [.name("Name \(step)")], at: noon)
      case 2: _ = try? device.delete(user, at: noon)
      case 3: _ = device.delete(user)
      default: _ = device.write(write(try records.record(id: user.text), revision: Revision(step)))
      }
      if step == 100 { device.setDigestKey(Self.key.reversed()) }
      if step == 101 { device.setDigestKey(Self.key) }
      if step != 100 {
        let expected = device.allUsers.reduce(UInt128(0)) { $0 &+ server.of($1.record) }
        #expect(device.digest(.everything)?.sum == expected)
        #expect(device.contentDigest(key: Self.key) == expected)
      }
    }
    #expect(device.userCount > 0)
  }

  @Test("VERIFY-1 buckets and lists add up to everything, without those left out")
  func narrowing() throws {
    var device = try memory()
    device.setDigestKey(Self.key)
    for number in 1...40 { try device.enrol(try person("\(number)", name: "P"), at: noon) }
    let leaveOut = [try id("3"), try id("40"), try id("999")]
    let all = try #require(device.digest(.everything, leaveOut: leaveOut))
    #expect(all.count == 38 && all.log == 40)
    for isDeep in [false, true] {
      let buckets = try #require(device.digest(.buckets, leaveOut: leaveOut, isDeep: isDeep)).buckets
      #expect(buckets.reduce(0) { $0 + $1.count } == 38)
      #expect(buckets.reduce(UInt128(0)) { $0 &+ $1.sum } == all.sum)
    }
    var users: [ListedUser] = []
    var after = ""
    while true {
      let page = try #require(
        device.digest(.list(buckets: [], after: after, limit: 7), leaveOut: leaveOut))
      users += page.users
      guard page.more, let last = page.users.last else { break }
      after = last.user.text
    }
    #expect(users.count == 38 && users.map(\.user) == users.map(\.user).sorted())
    #expect(users.reduce(UInt128(0)) { $0 &+ $1.digest } == all.sum)
    #expect(users.allSatisfy { $0.isEdited && $0.editMark > 0 && $0.base == nil })
  }

  @Test("VERIFY-2 a list can be of some buckets only", arguments: [("17", 1106), ("B-4", 1462)])
  func buckets(user: String, bucket: UInt32) throws {
    var device = try memory()
    for text in ["17", "B-4", "alice"] { try device.enrol(try person(text), at: noon) }
    #expect(
      device.digest(.list(buckets: [bucket], after: "", limit: 0))?.users.map(\.user.text) == [user])
  }
}
