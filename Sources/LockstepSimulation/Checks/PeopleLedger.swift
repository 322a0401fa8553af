import LockstepCore
import LockstepStore

/// What people files may do, judged by the rows of a file and by who was there before, with rules of its own (AUTO-2,
/// AUTO-5, AUTO-6, SEC-8, FAIL-3).
struct PeopleLedger {
  /// What the server holds at one moment.
  struct Scene {
    let users: [UserID: ServerUser]
    let people: [UserID: StoredPerson]
    let runs: [Int64]
    let isBehind: Bool

    init(_ store: Store, project: Int64, at now: Int64) throws {
      (users, people, runs, isBehind) = try store.read { store in
        (
          Dictionary(uniqueKeysWithValues: try store.users(limit: 10_000).map { ($0.record.id, $0) }),
          Dictionary(
            uniqueKeysWithValues: try store.people(PeopleQuery(project: project, limit: 10_000), at: now)
              .map { ($0.user, $0) }),
          try store.runs(ofProject: project, limit: 10_000).map(\.id), try store.behind() != nil
        )
      }
    }

    /// Who was managed and is no longer.
    func removed(by later: Scene) -> Set<UserID> { Set(people.keys).subtracting(later.people.keys) }
  }

  private static let day: Int64 = 86_400_000

  /// The last file of which nothing waits; nil while none is known for sure.
  private var accepted: [String]?
  /// What may become that, once it is approved.
  private var waiting: [String]?
  private var removals: [(at: Int64, count: Int)] = []
  private var rejected: Set<UserID> = []
  /// How many the last run left as they are on purpose, where that is known.
  private var kept = Int.max

  /// A file was not applied, as far as the server knows: what it compares later ones with is not known for sure.
  mutating func failed() { (accepted, waiting, kept) = (nil, nil, .max) }

  // MARK: Files

  /// - Throws: ``Violation``.
  mutating func judge(
    _ run: StoredRun, of export: Personnel.Export, from before: Scene, to after: Scene, at now: Int64
  ) throws {
    guard after.runs.count == before.runs.count + 1 else {
      throw Violation("a file has \(after.runs.count - before.runs.count) runs in the history")
    }
    let removed = before.removed(by: after)
    guard let members = export.members else {
      guard run.outcome == .refused else { throw Violation("a file with an error was \(run.outcome)") }
      return try checkUntouched(before, after)
    }
    guard run.outcome != .refused else { return try checkUntouched(before, after) }
    try checkRemovals(removed, of: members, export, before, after, at: now)
    try checkStrangers(before, after)
    try checkPeople(after)
    // The history of the same file again does not say anew who is kept.
    let isSame = run.outcome == .noChange
    if run.outcome != .held { try checkDone(members, export, after, kept: isSame ? kept : run.counts.kept) }
    guard !isSame else { return }
    kept = run.outcome == .held ? .max : run.counts.kept
    removals.append((now, removed.count))
    remember(members, export, run, after)
  }

  /// AUTO-6 and SEC-8.
  private func checkRemovals(
    _ removed: Set<UserID>, of members: [Personnel.Member], _ export: Personnel.Export, _ before: Scene, _ after: Scene,
    at now: Int64
  ) throws {
    guard !removed.isEmpty else { return }
    for user in removed.sorted() {
      guard let person = before.people[user] else { continue }
      guard !members.contains(where: { isSame($0, person, export) }) else {
        throw Violation("user \(user) is in the file, and was removed by it")
      }
      guard after.users[user] != nil || before.users[user]?.isProtected != true else {
        throw Violation("user \(user) is protected, and was deleted by a file")
      }
    }
    guard removed.isDisjoint(with: rejected) else {
      throw Violation("somebody was removed by a file whose removal an operator had rejected")
    }
    guard !before.isBehind else { throw Violation("a file removed people while the server is behind") }
    let recent = removals.reduce(0) { $0 + ($1.at > now - Self.day ? $1.count : 0) }
    let (total, managed) = (removed.count + recent, before.people.count)
    guard total <= max(10, managed / 20), total <= 2 || total * 4 <= managed else {
      throw Violation("\(total) of \(managed) people were removed by files within a day, and nobody approved it")
    }
    let rows = members.map { Self.row($0, export) }
    guard let accepted, rows.count < accepted.count, accepted.starts(with: rows) else { return }
    throw Violation("a file that is a beginning of the last accepted one removed people")
  }

  /// Nobody but the project's people is touched, unless they were linked to it (AUTO-2, AUTO-15).
  private func checkStrangers(_ before: Scene, _ after: Scene) throws {
    for (user, earlier) in before.users where before.people[user] == nil && after.people[user] == nil {
      guard after.users[user] == earlier else {
        throw Violation("user \(user) is nobody's person, and a file changed it")
      }
    }
  }

  private func checkUntouched(_ before: Scene, _ after: Scene) throws {
    guard before.users == after.users, before.people == after.people else {
      throw Violation("a file that was refused changed something")
    }
  }

  /// Whoever is managed is a user, and has the phone's number unless it was revoked (AUTO-4, AUTO-12).
  func checkPeople(_ scene: Scene) throws {
    for (user, person) in scene.people {
      guard let record = scene.users[user]?.record else { throw Violation("person \(user) is no user") }
      guard let number = try? CardNumber(text: person.id) else { throw Violation("person \(user) has no number") }
      guard record.cards.contains(Card(kind: .mobile, number: number)) == (person.status != .reset) else {
        throw Violation("person \(user) is \(person.status), and the phone's number says otherwise")
      }
    }
  }

  /// Nothing waits: everybody in the file is managed as it says, and nobody else, but for those who are kept.
  private func checkDone(
    _ members: [Personnel.Member], _ export: Personnel.Export, _ after: Scene, kept: Int
  ) throws {
    var found: Set<UserID> = []
    var exceptions = 0
    for member in members {
      let person = after.people.values.first { person in
        person.email == member.email && person.id == member.id && person.firstName == member.firstName
          && person.lastName == member.lastName && (!export.hasSyncIDs || person.syncID == member.syncID)
      }
      if let person {
        found.insert(person.user)
      } else if let kept = after.people.values.first(where: { isSame(member, $0, export) }) {
        // Reset, or what would have changed was rejected.
        found.insert(kept.user)
        exceptions += 1
      } else {
        exceptions += 1
      }
    }
    for user in after.people.keys where !found.contains(user) {
      guard after.users[user]?.isProtected == true || rejected.contains(user) else {
        throw Violation("user \(user) is not in the file, nothing waits, and it is still managed")
      }
    }
    guard exceptions <= kept else {
      throw Violation("\(exceptions) rows of a file that is done are not as it says, \(kept) are kept on purpose")
    }
  }

  private mutating func remember(
    _ members: [Personnel.Member], _ export: Personnel.Export, _ run: StoredRun, _ after: Scene
  ) {
    for (user, person) in after.people where members.contains(where: { isSame($0, person, export) }) {
      rejected.remove(user)
    }
    let rows = members.map { Self.row($0, export) }
    waiting = run.heldSet == nil ? nil : rows
    guard run.heldSet == nil else { return }
    // What is kept may be so because it was rejected: then the file is none that later ones are compared with.
    accepted = run.counts.kept == 0 ? rows : nil
  }

  // MARK: Approvals

  /// - Parameter held: what waited when the operator looked.
  /// - Throws: ``Violation``.
  mutating func judgeApproval(of held: [HeldItem], from before: Scene, to after: Scene) throws {
    let named = Set(
      held.filter { $0.item.hold?.isSet == true && $0.item.action.isRemoval }.compactMap(\.item.action.user))
    guard before.removed(by: after) == named.intersection(before.people.keys) else {
      throw Violation("an approval removed others than it named")
    }
    try checkStrangers(before, after)
    try checkPeople(after)
    (accepted, waiting) = (waiting, nil)
  }

  /// - Throws: ``Violation``.
  mutating func judgeRejection(of held: [HeldItem], from before: Scene, to after: Scene) throws {
    guard before.users == after.users, before.people == after.people else {
      throw Violation("a rejection changed somebody")
    }
    rejected.formUnion(
      held.filter { $0.item.hold?.isSet == true && $0.item.action.isRemoval }.compactMap(\.item.action.user))
    (accepted, waiting) = (nil, nil)
  }

  /// *Same person* or *other person*: nobody is removed by it.
  ///
  /// - Throws: ``Violation``.
  func judgeChoice(from before: Scene, to after: Scene) throws {
    guard before.removed(by: after).isEmpty, before.users.count == after.users.count else {
      throw Violation("a choice about one row removed somebody")
    }
    try checkPeople(after)
  }

  // MARK: Who is who

  private func isSame(_ member: Personnel.Member, _ person: StoredPerson, _ export: Personnel.Export) -> Bool {
    guard export.hasSyncIDs, let syncID = person.syncID else { return member.email == person.email }
    return syncID == member.syncID
  }

  private static func row(_ member: Personnel.Member, _ export: Personnel.Export) -> String {
    [member.firstName, member.lastName, member.email, member.id, export.hasSyncIDs ? member.syncID : ""]
      .joined(separator: "\u{1F}")
  }
}
