import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore

/// The last chapter: people come and go by a file.
extension Story {
  func syncPeople() async throws {
    teller.begin(
      "A CSV of the personnel side arrives: one is linked to a card, one is new, one is gone; a cut file is held")
    let (nadia, card) = (try UserID("2008"), try CardNumber(text: "88888"))
    _ = try first.enrol(UserRecord(id: nadia, name: "Nadia Berg", cards: [Card(kind: .csn, number: card)]))
    try await world.fleet.waitUntilEveryDeviceHolds(nadia)
    let project = try await world.addProject("Personnel")
    let kept = Self.staff(0..<20)
    _ = try await world.upload(Self.file(kept + ["Iris,Falk,iris.falk@clinic.example,90001,P-90"]), to: project)
    let iris = try CardNumber(text: "90001")
    try await untilOpens(.phone(iris))
    teller.tell("phone 90001 → \(last.present(.phone(iris)))")

    let rows = ["Berg,Nadia,nadia.berg@clinic.example,88888,P-91", "Oskar,Lund,oskar.lund@clinic.example,90002,P-92"]
    let report = try await world.upload(Self.file(kept.prefix(10) + rows + kept.dropFirst(10)), to: project)
    let oskar = try CardNumber(text: "90002")
    try await untilOpens(.phone(oskar))
    try await untilOpens(.phone(iris), false)
    try await untilOpens(.phone(card))
    let counts = report.counts
    teller.tell(
      "\(counts.linked) linked: card 88888 → \(last.present(.card(card))), phone 88888 → \(last.present(.phone(card)))")
    teller.tell("\(counts.added) new: phone 90002 → \(last.present(.phone(oskar)))")
    teller.tell("\(counts.deleted) gone: phone 90001 → \(last.present(.phone(iris)))")

    let cut = try await world.upload(Self.file(kept.prefix(10) + rows + kept.dropFirst(10).dropLast(7)), to: project)
    teller.tell("the file cut off after \(cut.counts.rows) rows: \(cut.outcome.rawValue), nobody is deleted")
  }

  private func untilOpens(_ presented: Presented, _ opens: Bool = true) async throws {
    for door in doors {
      try await door.wait("the door \(opens ? "opens" : "stays closed")") { snapshot in
        var memory = snapshot.memory
        if case .granted = memory.present(presented, at: world.engine.now()) { return opens }
        return !opens
      }
    }
  }

  private static func file(_ rows: some Sequence<String>) -> String {
    (["First name,Last name,E-mail address,ID,Sync ID"] + rows).map { $0 + "\n" }.joined()
  }

  private static func staff(_ numbers: Range<Int>) -> [String] {
    numbers.map { "Kai\($0),Winter,kai.winter\($0)@clinic.example,\(91000 + $0),P-\($0)" }
  }
}
