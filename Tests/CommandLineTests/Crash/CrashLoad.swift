import AdminClient
import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import Synchronization
import Testing

/// What goes on while a server is killed: people at the doors, operators, files and compares, each as fast as it is served.
struct CrashLoad: Sendable {
  let fleet: Fleet
  let client: AdminClient
  let promises: SharedPromises
  let folder: URL

  /// Promises of several tasks.
  final class SharedPromises: Sendable {
    private let value = Mutex(Promises())

    func with<Result: Sendable>(_ body: (inout sending Promises) -> Result) -> Result { value.withLock { body(&$0) } }
  }

  /// Runs until the server does not answer any more.
  func run(seed: UInt64) async {
    await withDiscardingTaskGroup { group in
      for (index, door) in fleet.devices.enumerated() {
        group.addTask { await use(door, index, SeededGenerator(seed: seed &+ UInt64(index))) }
      }
      for number in 0..<2 { group.addTask { await administer(SeededGenerator(seed: seed &+ 100 &+ UInt64(number))) } }
      group.addTask { await sendFiles(SeededGenerator(seed: seed &+ 200)) }
      group.addTask { await compare() }
    }
  }

  /// People come, are enrolled, and have fingers added, until the link is lost.
  private func use(_ door: SimulatedDevice, _ index: Int, _ generator: SeededGenerator) async {
    var chance = generator
    while door.snapshot.isConnected {
      for _ in 0..<chance.number(1...5) {
        if let card = try? Sample.card("\(chance.number(1...100_000))") { _ = door.present(.card(card.number)) }
      }
      if chance.once(in: 3) { enrol(at: door) } else { addFinger(at: door, index, &chance) }
      try? await Task.sleep(for: .milliseconds(chance.number(1...20)))
    }
  }

  private func enrol(at door: SimulatedDevice) {
    let id = "\(UInt64(door.id.number) * 1_000_000 + UInt64(door.memory.log.lastID))"
    let name = "Person \(id)"
    do {
      let record = UserRecord(id: try UserID(id), name: name, cards: [try Sample.card("7\(id)")])
      _ = try door.enrol(record)
      promises.with { $0.enrol(id, named: name) }
    } catch {
      Issue.record("enrolling \(id): \(error)")
    }
  }

  /// A finger that no other door adds, so that all of them end on the server.
  private func addFinger(at door: SimulatedDevice, _ index: Int, _ chance: inout SeededGenerator) {
    let known = promises.with { Set($0.enrolled.keys) }
    guard let id = chance.pick(door.memory.userIDs.filter { known.contains($0.text) }),
      let record = door.memory.user(id)?.record
    else { return }
    let finger = UInt8(2 * index + chance.number(0...1))
    guard !record.fingerprints.contains(where: { $0.index == finger }) else { return }
    _ = try? door.edit(id, .addFingerprint(Sample.finger(finger, chance.number(1...1_000_000))))
  }

  private func administer(_ generator: SeededGenerator) async {
    var chance = generator
    while true {
      let seed = chance.next()
      let (id, standing, isNew) = promises.with { promises in
        var chance = SeededGenerator(seed: seed)
        let change = promises.nextChange(&chance)
        return (change.id, change.to, promises.isNew(change.id))
      }
      do {
        switch standing {
        case .there(let department) where isNew:
          _ = try await client.addUser(
            UserBody(id: .set(id), name: .set("Person \(id)"), department: .set(department)))
        case .there(let department):
          _ = try await client.changeUser(id, UserBody(department: .set(department)))
        case .deleted:
          try await client.removeUser(id)
        }
        promises.with { $0.settle(id, isDone: true) }
      } catch AdminClientError.refused(let problem) {
        promises.with { $0.settle(id, isDone: false) }
        if problem.status < 500 { Issue.record("user \(id): \(problem)") }
      } catch {
        return
      }
    }
  }

  private func sendFiles(_ generator: SeededGenerator) async {
    var chance = generator
    while true {
      let seed = chance.next()
      let people = promises.with { promises in
        var chance = SeededGenerator(seed: seed)
        return promises.nextFile(&chance)
      }
      let file = folder.appendingPathComponent("people.csv")
      let rows = people.sorted { $0.key < $1.key }.map { email, last in
        let number = email.dropFirst().prefix { $0 != "@" }
        return "Vera\(number),\(last),\(email),\(50_000_000 + (Int(number) ?? 0)),s\(number)\n"
      }
      do {
        try Data(("First name,Last name,E-mail address,ID,Sync ID\n" + rows.joined()).utf8).write(to: file)
        let result = try await client.runAutoSync("north", file: file)
        if result.outcome != "done" { Issue.record("a file was \(result.outcome): \(result.reason)") }
        promises.with { $0.settleFile(run: result.run) }
      } catch AdminClientError.refused(let problem) {
        promises.with { $0.settleFile(run: nil) }
        if problem.status < 500 { Issue.record("a file was refused: \(problem)") }
      } catch {
        return
      }
    }
  }

  private func compare() async {
    while true {
      for door in fleet.devices {
        do {
          _ = try await client.compareDevice(door.id.number)
        } catch AdminClientError.refused {
          // The door is not there: it has seen the end of the server earlier than this.
          try? await Task.sleep(for: .milliseconds(20))
        } catch {
          return
        }
      }
    }
  }
}
