import DeviceProtocol
import LockstepCore
import Testing

@testable import LockstepServer
@testable import LockstepStore

@Suite("Comparing by sums, then by buckets, then by lists")
struct DeviceDriverSumsTests {
  private func comparing(isDeep: Bool = false) throws -> DeviceDriver {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 5, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    _ = driver.handle(.found(Work(standing: standing)))
    _ = driver.handle(.compare(request: 1, isDeep: isDeep))
    let actions = driver.handle(.found(Work(standing: standing)))
    #expect(plans(actions) == [false])
    return driver
  }

  private var standing: Standing {
    Standing(
      epoch: 7, mark: 9, gap: nil, gapEnd: 0, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
      capabilities: .full, head: 5, cursor: 5)
  }

  private func plans(_ actions: [DeviceDriver.Action]) -> [Bool] {
    actions.compactMap { if case .plan(_, let buckets) = $0 { buckets } else { nil } }
  }

  private func asked(_ actions: [DeviceDriver.Action]) -> [ReadDigest] {
    actions.compactMap { if case .ask(.readDigest(let ask), _) = $0 { ask } else { nil } }
  }

  private func kept(_ actions: [DeviceDriver.Action]) -> Compared? {
    for case .commit(.endReport(let compared, _)) in actions { return compared }
    return nil
  }

  /// So many users, four in a bucket, each with a digest of 1.
  private func question(_ users: Int, buckets: Bool = false) -> ContentQuestion {
    var question = ContentQuestion()
    question.expected = ContentSum(count: users, sum: UInt128(users))
    guard buckets else { return question }
    for number in 0..<UInt32(users / 4) { question.buckets[number] = ContentSum(count: 4, sum: 4) }
    return question
  }

  private func answer(_ question: ContentQuestion, altered: [UInt32] = [], log: LogID = 0) -> Digest {
    let buckets = question.buckets.sorted { $0.key < $1.key }.map { number, sum in
      Digest.Bucket(number: number, count: sum.count, sum: sum.sum &+ (altered.contains(number) ? 7 : 0))
    }
    return Digest(
      count: question.expected.count, sum: question.expected.sum &+ UInt128(altered.count) * 7, buckets: buckets,
      log: log)
  }

  @Test("VERIFY-1 a device with 100,000 equal users is proven equal by one question and one answer, without a list")
  func oneMessage() throws {
    var driver = try comparing()
    let actions = driver.handle(.planned(.question(question(100_000)), buckets: false))
    #expect(asked(actions) == [ReadDigest(.everything)])
    let end = driver.handle(.answered(.everything, .digest(answer(question(100_000)))))
    let compared = try #require(kept(end))
    #expect(compared.isEqual)
    #expect(compared.same == 100_000)
  }

  @Test("VERIFY-2 a mismatch of a large device is narrowed down to the lists of the buckets that differ")
  func narrows() throws {
    var driver = try comparing()
    _ = driver.handle(.planned(.question(question(8000)), buckets: false))
    let wrong = Digest(count: 8000, sum: 1, log: 0)
    #expect(plans(driver.handle(.answered(.everything, .digest(wrong)))) == [true])
    let all = question(8000, buckets: true)
    #expect(asked(driver.handle(.planned(.question(all), buckets: true))) == [ReadDigest(.buckets)])
    let lists = asked(driver.handle(.answered(.buckets, .digest(answer(all, altered: [17, 3])))))
    #expect(lists == [ReadDigest(.list(buckets: [3, 17], after: "", limit: 1000))])
    let users = try (1...8).map {
      ListedUser(user: try UserID("\($0)"), digest: 1, base: nil, isEdited: false, editMark: 0)
    }
    let page = driver.handle(.answered(.list, .digest(Digest(count: 8000, sum: 1, users: users, log: 0))))
    var pages: [ListPage] = []
    for case .compare(let page, _) in page { pages.append(page) }
    #expect(pages.map(\.buckets) == [[3, 17]])
    var found = Compared()
    found.same = 7
    found.users = [ComparedUser(user: try UserID("5"), finding: .edited)]
    let compared = try #require(kept(driver.handle(.compared(found, isReport: true))))
    #expect(compared.same == 7999)
    #expect(compared.users == found.users)
  }

  @Test("VERIFY-2 a device with few users is asked for its list at once: that is less than its buckets")
  func small() throws {
    var driver = try comparing()
    _ = driver.handle(.planned(.question(question(40)), buckets: false))
    let actions = driver.handle(.answered(.everything, .digest(Digest(count: 39, sum: 39, log: 0))))
    #expect(asked(actions) == [ReadDigest(.list(buckets: [], after: "", limit: 1000))])
  }

  @Test("VERIFY-2 where the device went on meanwhile it is asked again, three times, and then for its list")
  func torn() throws {
    var driver = try comparing()
    for _ in 0..<3 {
      _ = driver.handle(.planned(.question(question(40)), buckets: false))
      // Its log is ahead of what the server has: something happened there.
      #expect(plans(driver.handle(.answered(.everything, .digest(Digest(count: 39, sum: 1, log: 9))))) == [false])
    }
    _ = driver.handle(.planned(.question(question(40)), buckets: false))
    let last = driver.handle(.answered(.everything, .digest(Digest(count: 39, sum: 1, log: 9))))
    #expect(asked(last).count == 1)
    #expect(plans(last).isEmpty)
  }

  @Test("VERIFY-2 a sum that is equal is equal, whatever moved meanwhile")
  func equalAlthoughMoved() throws {
    var driver = try comparing()
    _ = driver.handle(.planned(.question(question(40)), buckets: false))
    #expect(try #require(kept(driver.handle(.answered(.everything, .digest(answer(question(40), log: 9)))))).isEqual)
  }

  @Test("VERIFY-1 users who are left out are named to the device, and in the result")
  func leavesOut() throws {
    var driver = try comparing()
    var question = question(5000)
    let user = try UserID("17")
    question.leaveOut[user] = .init(kind: "on-its-way", bucket: 3, isOnItsWay: true)
    let asks = asked(driver.handle(.planned(.question(question), buckets: false)))
    #expect(asks == [ReadDigest(.everything, leaveOut: [user])])
    let compared = try #require(kept(driver.handle(.answered(.everything, .digest(answer(question))))))
    #expect(compared.leftOut == [user: "on-its-way"])
  }

  @Test("VERIFY-1 a device that does not know sums is asked for lists, and so is one that would leave out too many")
  func lists() throws {
    var driver = try comparing()
    _ = driver.handle(.planned(.question(question(5000)), buckets: false))
    #expect(
      asked(driver.handle(.answered(.everything, .refusal(Refusal(.unsupported, ""))))).map(\.what)
        == [.list(buckets: [], after: "", limit: 1000)])
    var other = try comparing()
    #expect(
      asked(other.handle(.planned(.needsLists, buckets: false))).map(\.what)
        == [.list(buckets: [], after: "", limit: 1000)])
  }

  @Test("VERIFY-1 the digests of a profile that is met for the first time are made little by little, then it is asked")
  func makesDigests() throws {
    var driver = try comparing()
    for _ in 0..<3 {
      let actions = driver.handle(.planned(.needsDigests(.full), buckets: false))
      #expect(actions.contains { if case .extendDigests(.full, buckets: false) = $0 { true } else { false } })
      let more = driver.handle(.digestsExtended(.full, isComplete: false, buckets: false))
      #expect(more.contains { if case .extendDigests = $0 { true } else { false } })
      #expect(plans(driver.handle(.digestsExtended(.full, isComplete: true, buckets: false))) == [false])
    }
  }

  @Test("VERIFY-1 a deep compare asks for digests that are made anew, and reads a part of the users back in full")
  func deep() throws {
    var driver = try comparing(isDeep: true)
    let asks = asked(driver.handle(.planned(.question(question(40)), buckets: false)))
    #expect(asks == [ReadDigest(.everything, isDeep: true)])
    let sampling = driver.handle(.answered(.everything, .digest(answer(question(40)))))
    #expect(sampling.contains { if case .sample(let others) = $0 { others.isEmpty } else { false } })
    let user = try UserID("17")
    let reading = driver.handle(.sampled([user]))
    #expect(reading.contains { if case .ask(.readUsers([user]), _) = $0 { true } else { false } })
    let record = DeviceRecord(record: UserRecord(id: user))
    let checking = driver.handle(
      .answered(.readBack([user]), .users(log: 0, [UserOnDevice(user: user, .record(record))])))
    #expect(checking.contains { if case .check([record], _) = $0 { true } else { false } })
    var found = Compared()
    found.users = [ComparedUser(user: user, finding: .altered)]
    let compared = try #require(kept(driver.handle(.checked([user], found))))
    #expect(compared.hasWrongDigests)
    #expect(compared.users == found.users)
    #expect(compared.same == 39)
    #expect(compared.readBack == 1)
  }

  @Test("VERIFY-2 who is altered by its digest is read back: where the content is right, the digest is wrong")
  func lies() throws {
    var driver = try comparing()
    _ = driver.handle(.planned(.question(question(2)), buckets: false))
    _ = driver.handle(.answered(.everything, .digest(Digest(count: 2, sum: 9, log: 0))))
    let user = try UserID("17")
    let listed = ListedUser(user: user, digest: 8, base: nil, isEdited: false, editMark: 0)
    _ = driver.handle(.answered(.list, .digest(Digest(count: 2, sum: 9, users: [listed], log: 0))))
    var page = Compared()
    page.same = 1
    page.users = [ComparedUser(user: user, finding: .altered)]
    let reading = driver.handle(.compared(page, isReport: true))
    #expect(reading.contains { if case .ask(.readUsers([user]), _) = $0 { true } else { false } })
    let record = DeviceRecord(record: UserRecord(id: user))
    _ = driver.handle(.answered(.readBack([user]), .users(log: 0, [UserOnDevice(user: user, .record(record))])))
    let compared = try #require(kept(driver.handle(.checked([user], Compared()))))
    #expect(compared.users.isEmpty)
    #expect(compared.same == 2)
    #expect(!compared.isEqual)
  }

  @Test("SEC-4 a bucket that there is not ends the session")
  func noSuchBucket() throws {
    var driver = try comparing()
    _ = driver.handle(.planned(.question(question(8000)), buckets: false))
    _ = driver.handle(.answered(.everything, .digest(Digest(count: 8000, sum: 1, log: 0))))
    _ = driver.handle(.planned(.question(question(8000, buckets: true)), buckets: true))
    let bucket = Digest.Bucket(number: 4096, count: 1, sum: 1)
    let actions = driver.handle(.answered(.buckets, .digest(Digest(count: 8000, sum: 1, buckets: [bucket], log: 0))))
    #expect(actions.contains { if case .close = $0 { true } else { false } })
  }
}
