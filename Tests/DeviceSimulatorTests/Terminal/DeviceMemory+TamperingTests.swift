import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct DeviceMemoryTamperingTests {
  private static let key = [UInt8](0..<32)

  private func held() throws -> DeviceMemory {
    var device = try memory()
    device.setDigestKey(Self.key)
    try device.enrol(try People.ada().withoutGroups, at: noon)
    return device
  }

  @Test("VERIFY-3 a record that was tampered with has no entry and no edit mark, and another digest")
  func seen() throws {
    var device = try held()
    let ada = try id("17")
    let (before, last, mark) = (device.digest(.everything)?.sum, device.log.lastID, device.user(ada)?.editMark)
    try device.tamper(ada, [.name("Somebody")])
    #expect(device.user(ada)?.record.name == "Somebody")
    #expect(device.log.lastID == last && device.user(ada)?.editMark == mark)
    #expect(device.digest(.everything)?.sum != before)
    #expect(device.digest(.everything)?.sum == device.digest(.everything, isDeep: true)?.sum)
  }

  @Test("VERIFY-1 one that keeps its digest is told only by digests that are made anew")
  func unseen() throws {
    var device = try held()
    let before = device.digest(.everything)?.sum
    try device.tamper(try id("17"), [.name("Somebody")], keepsDigest: true)
    #expect(device.digest(.everything)?.sum == before)
    #expect(device.digest(.everything, isDeep: true)?.sum == device.contentDigest(key: Self.key))
    #expect(device.digest(.everything, isDeep: true)?.sum != before)
    // Whatever is written to it mends both.
    _ = device.write(write(try People.ada().withoutGroups, revision: 9))
    #expect(device.digest(.everything)?.sum == before)
    #expect(device.digest(.everything, isDeep: true)?.sum == before)
  }

  @Test("VERIFY-3 a record that is lost leaves no deletion mark, and one that slipped in has no base")
  func lost() throws {
    var device = try held()
    let ada = try id("17")
    try device.lose(ada)
    #expect(!device.holds(ada) && device.deletionMark(of: ada) == 0)
    #expect(device.digest(.everything)?.sum == 0)
    device.slipIn(try People.bruno())
    let (bruno, nobody) = (try id("18"), try id("99"))
    #expect(device.holds(bruno) && device.user(bruno)?.base == nil)
    #expect(throws: TerminalError.notThere) { try device.lose(nobody) }
    #expect(throws: TerminalError.notThere) { try device.tamper(nobody, [.name("")]) }
  }
}

extension UserRecord {
  fileprivate var withoutGroups: UserRecord {
    var record = self
    record.rights.setAccessGroups([])
    return record
  }
}
