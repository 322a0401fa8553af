import Crypto
import LockstepCore
import LockstepServer
import LockstepStore

/// People who come and go by a file, and what operators decide about it (section 9).
extension World {
  private static let actor = Actor(name: "operator", way: .console, address: "")

  func foundProject() throws {
    guard plan.peopleFiles else { return }
    let personnel = Personnel(
      chance, size: plan.users, cards: 100...100 + plan.users)
    var settings = ProjectSettings(name: "Hospital")
    settings.accessGroups = someGroups()
    settings.deletesLinked = chance.once(in: 3)
    let (now, chosen) = (scheduler.now, settings)
    guard let project = try operate("adds a project", { try $0.addProject(chosen, at: now) }) else { return }
    people = PeopleFiles(project: project.id, personnel: personnel)
  }

  /// One thing that has to do with people files; nothing in a world without them.
  func givePeopleInput() throws {
    guard people != nil else { return }
    switch chance.number(1...10) {
    case 1...6:
      people?.personnel.goOn(chance)
      try sendFile()
    case 7, 8: try decideHeld()
    case 9: try resetPhone()
    default: try protectSomebody()
    }
  }

  // MARK: Files

  private func sendFile() throws {
    guard let personnel = people?.personnel else { return }
    let export = personnel.export(chance)
    trace.note("a file comes: \(export.members.map { "\($0.count) people" } ?? "with an error")")
    for _ in 1...3 where try run(export) { return }
  }

  /// - Returns: false if the project's people were changed meanwhile, or it could not be committed.
  private func run(_ export: Personnel.Export) throws -> Bool {
    guard let project = people?.project, let store = server.store else { return true }
    let (bytes, now, actor) = (Array(export.text.utf8), scheduler.now, Self.actor)
    let incoming = IncomingFile(
      project: project, way: .upload, actor: "key", name: "people.csv", digest: Array(SHA256.hash(data: bytes)),
      bytes: bytes.count, startedAt: now)
    guard let isSame = try? store.read({ try $0.isSame(incoming) }),
      let managed = try? store.read({ try ManagedPeople(ofProject: project, in: $0) })
    else { return false }
    let pieces = stride(from: 0, to: bytes.count, by: 50).map { Array(bytes[$0..<min($0 + 50, bytes.count)]) }
    let read = ReadFile(against: managed, hash: store.rowHash) { piece in pieces.forEach(piece) }
    // Between the reading and the transaction anything may happen.
    if chance.once(in: 4) { try chance.once(in: 2) ? resetPhone() : deletePerson() }
    let before = try scene()
    let run = try operate("a file of \(bytes.count) bytes") {
      isSame ? try $0.noteSame(incoming, at: now) : try read.apply(incoming, by: actor, in: $0, at: now)
    }
    guard let before, let after = try scene() else { return false }
    guard let run else {
      people?.ledger.failed()
      guard before.users == after.users, before.people == after.people, before.runs == after.runs else {
        throw Violation("a file was not applied, and changed something")
      }
      return false
    }
    trace.note("the run is \(run.outcome.rawValue): \(run.counts.deleted) deleted, \(run.counts.held) held")
    try people?.ledger.judge(run, of: export, from: before, to: after, at: now)
    return true
  }

  // MARK: Operators

  private func decideHeld() throws {
    guard let project = people?.project, let store = server.store, let before = try scene(),
      let runs = try? store.read({ try $0.runs(ofProject: project, limit: 50) }),
      let held = try? store.read({ try $0.heldItems(ofProject: project) })
    else { return }
    let now = scheduler.now
    if let run = runs.first(where: { $0.outcome == .held && $0.decision == .none }), let set = run.heldSet {
      let approves = chance.once(in: 2)
      let done = try operate("\(approves ? "approves" : "rejects") what run \(run.id) holds") {
        approves
          ? try $0.approve(set, ofRun: run.id, project: project, by: "operator", at: now)
          : try $0.reject(set, ofRun: run.id, project: project, by: "operator", at: now)
      }
      guard done != nil, let after = try scene() else { return }
      if approves {
        try people?.ledger.judgeApproval(of: held, from: before, to: after)
      } else {
        try people?.ledger.judgeRejection(of: held, from: before, to: after)
      }
    } else if let item = held.first(where: { $0.item.hold == .person }) {
      let choice: PersonChoice = chance.pick([.samePerson, .otherPerson])
      let done: Void? = try operate("says \(choice.rawValue) of a row") {
        try $0.choose(choice, forItem: item.id, project: project, by: "operator", at: now)
      }
      guard done != nil, let after = try scene() else { return }
      try people?.ledger.judgeChoice(from: before, to: after)
    }
  }

  private func somebody() throws -> StoredPerson? {
    guard let scene = try scene() else { return nil }
    return chance.pickOne(scene.people.values.sorted { $0.user < $1.user })
  }

  private func resetPhone() throws {
    guard let project = people?.project, let person = try somebody() else { return }
    let (now, source, isBack) = (scheduler.now, Source.operator("operator"), person.status == .reset)
    try operate("\(isBack ? "invites" : "resets the phone of") \(person.user)") { store in
      if isBack {
        try store.resendInvitation(of: person.user, project: project, source: source, at: now)
      } else {
        try store.resetPhone(of: person.user, isByPerson: false, source: source, at: now)
      }
    }
    if let after = try scene() { try people?.ledger.checkPeople(after) }
  }

  private func deletePerson() throws {
    guard let user = try somebody()?.user else { return }
    let now = scheduler.now
    try operate("deletes \(user)") { try $0.deleteUser(user, at: now) }
  }

  private func protectSomebody() throws {
    guard let user = try somebody()?.user else { return }
    let now = scheduler.now
    try operate("protects \(user), or no longer") {
      _ = try $0.changeUser(user, source: .operator("operator"), at: now) { $0.isProtected.toggle() }
    }
  }

  /// What devices have said is committed first, so that what changes then is the operator's.
  private func scene() throws -> PeopleLedger.Scene? {
    guard let project = people?.project, try server.commitAll(), let store = server.store else { return nil }
    return try? PeopleLedger.Scene(store, project: project, at: scheduler.now)
  }
}

/// A project of a world.
struct PeopleFiles {
  let project: Int64
  var personnel: Personnel
  var ledger = PeopleLedger()
}
