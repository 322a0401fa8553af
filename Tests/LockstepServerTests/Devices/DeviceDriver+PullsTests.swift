import DeviceProtocol
import LockstepCore
import Testing

@testable import LockstepServer
@testable import LockstepStore

struct DeviceDriverPullsTests {
  @Test("PULL-3 of users who are read together half are followed by one look, and each of the others by one")
  func looksOnce() throws {
    let device = try #require(DeviceID(1))
    var driver = DeviceDriver(device: device, cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    var work = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: 5, cursor: 0))
    let users = try (1...WorkQuery.mostPulls).map { try UserID("\($0)") }
    work.pulls = users
    _ = driver.handle(.found(work))
    let looks = users.map { user in
      let actions = driver.handle(
        .tookIn([user: .done(.noChange, changed: nil, sourceIsEqual: false)], log: 3))
      let isLooking = actions.contains { if case .look = $0 { true } else { false } }
      if isLooking { _ = driver.handle(.found(Work(standing: work.standing))) }
      return isLooking
    }
    #expect(looks.prefix(WorkQuery.mostPulls / 2 - 1).allSatisfy { !$0 })
    #expect(looks.suffix(WorkQuery.mostPulls / 2 + 1).allSatisfy { $0 })
  }

  private func driver(
    reading users: [UserID] = [], alone: Bool = false, backlog: LogID = 0, hold: Hold? = nil, takesUpdates: Bool = true
  ) throws -> DeviceDriver {
    let device = try #require(DeviceID(1))
    var driver = DeviceDriver(device: device, cursor: 0, backlog: backlog, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    var work = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: hold, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: 5, cursor: 0, takesUserUpdates: takesUpdates))
    (work.pulls, work.pullsAlone) = (users, alone)
    _ = driver.handle(.found(work))
    return driver
  }

  private func asked(_ actions: [DeviceDriver.Action]) -> [UserID] {
    actions.compactMap { if case .ask(_, .pull(let users)) = $0 { users } else { nil } }.flatMap { $0 }
  }

  private func isLooking(_ actions: [DeviceDriver.Action]) -> Bool {
    actions.contains { if case .look = $0 { true } else { false } }
  }

  @Test("PULL-1 what was just stored is read without a look")
  func readAtOnce() throws {
    var driver = try driver()
    let users = try (1...3).map { try UserID("\($0)") }
    let actions = driver.handle(.logsStored(mark: 3, pulls: users, causesWork: false))
    #expect(asked(actions) == users)
    #expect(!isLooking(actions))
    // Once more, while they are being read: what came of the first answer asks for it (PULL-2).
    #expect(driver.handle(.logsStored(mark: 4, pulls: users, causesWork: false)).isEmpty)
    #expect(isLooking(driver.handle(.logsStored(mark: 5, pulls: users, causesWork: true))))
  }

  @Test("PULL-1 no more are read together than one look finds")
  func noMoreThanALook() throws {
    let users = try (1...WorkQuery.mostPulls + 4).map { try UserID("\($0)") }
    var driver = try driver(reading: Array(users.prefix(6)))
    let stored = DeviceDriver.Event.logsStored(mark: 3, pulls: Array(users.dropFirst(6)), causesWork: false)
    #expect(asked(driver.handle(stored)) == Array(users[6..<WorkQuery.mostPulls]))
    #expect(driver.reading.count == WorkQuery.mostPulls)
  }

  @Test("PULL-3 eight are read with one message, and what it says of each is done with each")
  func together() throws {
    let most = WorkQuery.mostReadTogether
    let users = try (1...WorkQuery.mostPulls).map { try UserID("\($0)") }
    var driver = try driver()
    let asked = driver.handle(.logsStored(mark: 3, pulls: users, causesWork: false)).compactMap { action in
      if case .ask(.readUsers(let asked), .pull(let pulled)) = action, asked == pulled { asked } else { nil }
    }
    #expect(asked == [Array(users.prefix(most)), Array(users.dropFirst(most))])
    let record = DeviceRecord(record: UserRecord(id: users[0], name: "Ada Quill"), isEdited: true, editMark: 3)
    let error = LimitError(field: "name", limit: "48 characters", actual: "49")
    let answer = [
      UserOnDevice(user: users[0], .record(record)), UserOnDevice(user: users[1], .unknown),
      UserOnDevice(user: users[2], .overLimit(error)),
    ]
    let actions = driver.handle(.answered(.pull(Array(users.prefix(3))), .users(log: 3, answer)))
    let commits: [DeviceDriver.Commit] = actions.compactMap { if case .commit(let commit) = $0 { commit } else { nil } }
    let pulled = [PulledUser(users[0], record), PulledUser(users[1], nil)]
    #expect(commits == [.takeIn(pulled, log: 3), .quarantine(users[2], reason: error.description, log: 3)])
  }

  @Test("PULL-6 users that a device does not read together are read one by one; one alone that it does not read, later")
  func refusedTogether() throws {
    let users = try (1...3).map { try UserID("\($0)") }
    var driver = try driver(reading: users)
    let refusal = DeviceAnswer.refusal(Refusal(.limit, "ask for fewer"))
    let again = driver.handle(.answered(.pull(users), refusal)).compactMap { action in
      if case .ask(.readUsers(let asked), .pull(let pulled)) = action, asked == pulled { asked } else { nil }
    }
    #expect(again == users.map { [$0] })
    #expect(driver.pullsUnderWay == users)
    let later = driver.handle(.answered(.pull([users[0]]), refusal))
    guard case .commit(.postponePull(users[0])) = try #require(later.first) else { return #expect(Bool(false)) }
  }

  @Test("PULL-4 PULL-6 during a backlog, or beside a pull that is alone, nobody is read before a look says so")
  func notAtOnce() throws {
    let users = try (1...2).map { try UserID("\($0)") }
    var alone = try driver(reading: [users[0]], alone: true)
    var behind = try driver(backlog: 9)
    for actions in [
      alone.handle(.logsStored(mark: 3, pulls: [users[1]], causesWork: false)),
      behind.handle(.logsStored(mark: 3, pulls: [users[1]], causesWork: false)),
    ] {
      #expect(asked(actions).isEmpty)
    }
    #expect(alone.reading == [users[0]] && behind.reading.isEmpty)
  }

  private static func entry(
    _ id: LogID, _ user: String, _ code: EventCode = .enrollSuccess, _ origin: Origin = .device
  ) -> LogEntry {
    LogEntry(id: id, time: 100, code: code, origin: origin, user: user)
  }

  @Test("PULL-1 users are read while the entries that ask for them are being stored, and not again once they are")
  func readAhead() throws {
    var driver = try driver()
    let users = try (1...2).map { try UserID("\($0)") }
    let entries = [
      Self.entry(1, "1"), Self.entry(2, "1", .updateSuccess), Self.entry(3, "2", .updateSuccess),
      Self.entry(4, "3", .verifySuccess), Self.entry(5, "4", .updateSuccess, .server), Self.entry(6, ""),
    ]
    #expect(asked(driver.handle(.logsArrived(entries))) == users)
    #expect(driver.handle(.logsStored(mark: 6, pulls: users, causesWork: false)).isEmpty)
    // What was stored before has been asked for.
    #expect(driver.handle(.logsArrived([Self.entry(6, "5")])).isEmpty)
    #expect(driver.reading == Set(users))
  }

  @Test("PULL-1 no more are read ahead than together")
  func noMoreAhead() throws {
    var driver = try driver(reading: [UserID("1")])
    let entries = (1...LogID(WorkQuery.mostPulls + 4)).map { Self.entry($0, "\($0)") }
    #expect(asked(driver.handle(.logsArrived(entries))).count == WorkQuery.mostPulls - 1)
  }

  @Test(
    "MODE-1 LOG-4 PULL-6 nobody is read ahead where nobody may be read: device updates are off, the device is on hold, its log has a backlog, somebody is read alone"
  )
  func notAhead() throws {
    let user = try UserID("1")
    for var driver in [
      try driver(takesUpdates: false), try driver(hold: .suspended), try driver(backlog: 9),
      try driver(reading: [user], alone: true),
    ] {
      #expect(driver.handle(.logsArrived([Self.entry(1, "2")])).isEmpty)
    }
  }

  @Test("PULL-6 while somebody waits to be read alone nobody is read ahead")
  func notBesideLonePulls() throws {
    var driver = try driver()
    _ = driver.handle(.wake)
    var work = Work(standing: try #require(driver.standing))
    work.hasLonePulls = true
    _ = driver.handle(.found(work))
    #expect(driver.handle(.logsArrived([Self.entry(1, "2")])).isEmpty)
    _ = driver.handle(.wake)
    _ = driver.handle(.found(Work(standing: work.standing)))
    #expect(asked(driver.handle(.logsArrived([Self.entry(1, "2")]))) == [try UserID("2")])
  }
}
