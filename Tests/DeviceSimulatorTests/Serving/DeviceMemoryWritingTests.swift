import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct DeviceMemoryWritingTests {
  @Test("SEND-9 a write is logged with origin server and its revision")
  func logs() throws {
    var device = try memory()
    #expect(device.write(write(try People.ada(), revision: 7)) == [.done])
    #expect(device.write(write(try People.ada(), revision: 8)) == [.done])
    #expect(device.log.all.map(\.code) == [.enrollSuccess, .updateSuccess])
    #expect(device.log.all.map(\.revision) == [7, 8])
    #expect(device.log.all.allSatisfy { $0.origin == .server && $0.user == "17" })
    let user = try #require(device.user(try id("17")))
    #expect(user.base == Sample.base(8) && !user.isEdited && user.editMark == 0)
    #expect(user.record == (try People.ada()))
  }

  @Test("SEND-3 a write is whole-state: what it does not name goes away")
  func wholeState() throws {
    var device = try memory()
    #expect(device.write(write(try People.ada(), revision: 1)) == [.done])
    #expect(device.write(write(try People.nobody(), revision: 2)) == [.done])
    #expect(device.user(try id("17"))?.record == (try People.nobody()))
    #expect(device.present(.card(try CardNumber(text: "12345")), at: noon) == .denied(.unknown))
  }

  @Test("SEND-5 a write with another epoch is refused")
  func epoch() throws {
    var device = try memory()
    #expect(device.write(write(try People.ada()), epoch: device.epoch &+ 1) == [.epoch])
    #expect(device.userCount == 0 && device.log.count == 0)
    let delete = DeleteUsers(epoch: device.epoch &+ 1, mark: 9, users: [try id("17")])
    #expect(device.serve(.deleteUsers(delete), at: noon) == .deleteResults([UserResult(user: try id("17"), .epoch)]))
  }

  @Test("SEND-5 an edit above the mark is not destroyed, unless an operator says so")
  func edits() throws {
    var device = try memory()
    #expect(device.write(write(try person("17", name: "Ada"))) == [.done])
    try device.edit(try id("17"), [.name("Ada Q")], at: noon)
    #expect(device.write(write(try person("17", name: "Ada R"), revision: 2), mark: 1) == [.edited(mark: 2)])
    #expect(device.delete(try id("17"), mark: 1) == [.edited(mark: 2)])
    #expect(device.user(try id("17"))?.record.name == "Ada Q")
    #expect(device.write(write(try person("17", name: "Ada R"), revision: 2), mark: 1, overwrites: true) == [.done])
    #expect(device.user(try id("17"))?.record.name == "Ada R")
    #expect(device.user(try id("17"))?.isEdited == false)
    try device.edit(try id("17"), [.name("Ada S")], at: noon)
    #expect(device.write(write(try person("17", name: "Ada T"), revision: 3), mark: 4) == [.done])
    try device.edit(try id("17"), [.name("Ada U")], at: noon)
    #expect(device.delete(try id("17"), mark: 1, overwrites: true) == [.done])
    #expect(device.userCount == 0)
  }

  @Test("SEND-5 a deletion at the device is not undone by a write that does not know of it")
  func deletions() throws {
    var device = try memory()
    try device.enrol(try person("17"), at: noon)
    try device.delete(try id("17"), at: noon)
    #expect(device.write(write(try person("17")), mark: 1) == [.edited(mark: 2)])
    #expect(device.delete(try id("17"), mark: 1) == [.edited(mark: 2)])
    #expect(device.write(write(try person("17")), mark: 2) == [.done])
    #expect(device.deletionMark(of: try id("17")) == 0)
  }

  @Test("DEL-2 a delete of the server is logged with its origin; one that is not there is done without an entry")
  func delete() throws {
    var device = try memory()
    #expect(device.write(write(try person("17", cards: "5"))) == [.done])
    #expect(device.delete(try id("17"), try id("18")) == [.done, .done])
    #expect(device.lastEntry?.code == .deleteSuccess && device.lastEntry?.origin == .server)
    #expect(device.log.lastID == 2 && device.userCount == 0)
    #expect(device.write(write(try person("18", cards: "5"))) == [.done])
  }

  @Test("SEND-8 a full device refuses newcomers and still takes changes of those it holds")
  func full() throws {
    var device = try memory(userCapacity: 2)
    #expect(
      device.write(write(try person("1")), write(try person("2")), write(try person("3"))) == [.done, .done, .full])
    #expect(device.write(write(try person("2", name: "B"), revision: 2), write(try person("4"))) == [.done, .full])
    #expect(device.userIDs == [try id("1"), try id("2")])
  }

  @Test(
    "SEND-8 what the device cannot hold is refused, and nothing of it is written",
    arguments: [DeviceModel.cardReader, .fingerTerminal, .faceTerminal])
  func unsupported(model: DeviceModel) throws {
    var device = try memory(capabilities: model.capabilities)
    #expect(device.write(write(try People.ada())) == [.unsupported])
    #expect(device.write(write(try person("18", name: "Bruno", cards: "5"))) == [.done])
    #expect(device.userCount == 1)
  }

  @Test("FAIL-2 a user twice in one request, or a new base for nobody, fails alone")
  func alone() throws {
    var device = try memory()
    #expect(
      device.write(write(try person("1")), write(try person("1")), write(try person("2"), isBaseOnly: true))
        == [.done, .failed, .failed])
  }

  @Test("SEC-4 a state that is none is a refusal of the request")
  func malformed() throws {
    var device = try memory()
    let request = WriteUsers(epoch: device.epoch, mark: 0, writes: [UserWrite(state: [1, 2, 3])])
    guard case .refusal(let refusal) = device.serve(.writeUsers(request), at: noon) else {
      Issue.record("no refusal")
      return
    }
    #expect(refusal.reason == .limit && device.userCount == 0)
  }
}
