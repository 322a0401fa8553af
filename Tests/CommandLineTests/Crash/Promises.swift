import LockstepTesting

/// What a server has said is done, and so owes after a crash.
struct Promises {
  enum Standing: Hashable, Sendable {
    /// With this department, which no door and no file ever touches.
    case there(String)
    case deleted
  }

  /// Users whose changes the API has answered with success.
  private(set) var confirmed: [String: Standing] = [:]
  /// Changes without an answer: either is right.
  private(set) var asked: [String: Standing] = [:]
  /// Since the last check.
  private(set) var touched: Set<String> = []
  /// Names of users whom a door has enrolled, and whose log it need not send again, by ID.
  private(set) var enrolled: [String: String] = [:]
  /// Last names of a project's people by e-mail address: as the last file said whose run is confirmed, or one without
  /// an answer.
  private(set) var people: [String: String] = [:]
  private(set) var peopleAsked: [String: String]?
  private(set) var runs: Set<Int64> = []
  private var lastUser = 100_000
  private var lastPerson = 0
  private var retired: [String] = []

  // MARK: Changes by people

  /// What an operator does next: adds, changes, deletes.
  mutating func nextChange(_ chance: inout SeededGenerator) -> (id: String, to: Standing) {
    let change = chooseChange(&chance)
    asked[change.id] = change.to
    touched.insert(change.id)
    return change
  }

  private mutating func chooseChange(_ chance: inout SeededGenerator) -> (id: String, to: Standing) {
    if let id = retired.popLast() { return (id, .deleted) }
    lastUser += 1
    let there = confirmed.filter { $0.value != .deleted && asked[$0.key] == nil }.keys.sorted()
    guard let id = chance.pick(there), there.count > 10, chance.once(in: 2) else { return ("\(lastUser)", .there("1")) }
    return there.count > 60 || chance.once(in: 4) ? (id, .deleted) : (id, .there("\(lastUser)"))
  }

  func isNew(_ id: String) -> Bool { confirmed[id] == nil && enrolled[id] == nil }

  /// The answer came.
  mutating func settle(_ id: String, isDone: Bool) {
    guard let standing = asked.removeValue(forKey: id), isDone else { return }
    confirmed[id] = standing
  }

  /// What was found after a restart.
  ///
  /// - Returns: false if it is neither what was confirmed nor what was asked for.
  mutating func find(_ id: String, _ standing: Standing) -> Bool {
    let isRight = standing == (confirmed[id] ?? .deleted) || standing == asked[id]
    confirmed[id] = standing
    asked[id] = nil
    touched.remove(id)
    return isRight
  }

  // MARK: Enrolments

  mutating func enrol(_ id: String, named name: String) { enrolled[id] = name }

  /// The oldest enrolments beyond so many are deleted by an operator from now on. Only while nothing goes on.
  mutating func retire(beyond most: Int) {
    for id in enrolled.keys.sorted().prefix(max(0, enrolled.count - most)) {
      enrolled[id] = nil
      confirmed[id] = .there("")
      retired.append(id)
    }
  }

  // MARK: Files

  /// The people of the next file: one has another name, and a few are new as long as there are not many.
  mutating func nextFile(_ chance: inout SeededGenerator) -> [String: String] {
    var next = people
    lastPerson += 10
    if let changed = chance.pick(people.keys.sorted()) { next[changed] = "Holm\(lastPerson)" }
    if people.count < 60 { for number in lastPerson..<lastPerson + 3 { next["v\(number)@a.example"] = "Holm" } }
    peopleAsked = next
    return next
  }

  mutating func settleFile(run: Int64?) {
    guard let next = peopleAsked else { return }
    peopleAsked = nil
    guard let run else { return }
    people = next
    runs.insert(run)
  }

  mutating func findPeople(_ found: [String: String]) -> Bool {
    let isRight = found == people || found == peopleAsked
    people = found
    peopleAsked = nil
    return isRight
  }

  /// Every user that there is when all is settled.
  var users: Set<String> {
    Set(enrolled.keys).union(confirmed.filter { $0.value != .deleted }.keys)
  }
}
