import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import Testing

struct MemoryFileTests {
  @Test("LOG-4 a memory is the same after it was kept in a file")
  func roundTrip() throws {
    let folder = TemporaryFolder()
    let file = MemoryFile(path: folder.path + "/a/device.json")
    #expect(try file.load() == nil)
    var device = try memory(capabilities: DeviceModel.faceTerminal.capabilities, logCapacity: 4)
    device.setDigestKey([UInt8](repeating: 9, count: 32))
    #expect(device.write(write(try person("1", cards: "5"), revision: 3)) == [.done])
    try device.enrol(try person("2", name: "Bea"), at: noon)
    try device.edit(try id("1"), [.name("Ada")], at: noon)
    try device.enrol(try person("3"), at: noon)
    try device.delete(try id("3"), at: noon)
    device.moveClock(by: 77)
    try file.save(device)
    var kept = try #require(try file.load())
    #expect(kept.allUsers == device.allUsers && kept.log == device.log && kept.epoch == device.epoch)
    #expect(kept.keySeed == device.keySeed && kept.capabilities == device.capabilities)
    #expect(kept.deletionMark(of: try id("3")) == device.deletionMark(of: try id("3")))
    #expect(kept.time(at: 0) == 77)
    #expect(kept.digest(.everything) == device.digest(.everything))
    kept.clearLog(at: noon)
    device.clearLog(at: noon)
    #expect(kept.epoch == device.epoch)
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test("SEC-4 a file that is no memory, or cannot be written, is a named error")
  func damaged() throws {
    let folder = TemporaryFolder()
    let file = MemoryFile(path: folder.path + "/device.json")
    try file.save(try memory())
    try Data("{}".utf8).write(to: URL(fileURLWithPath: file.path))
    #expect(throws: MemoryFileError.self) { try file.load() }
    #expect(throws: MemoryFileError.self) { try MemoryFile(path: file.path + "/x/y.json").save(try memory()) }
  }
}
