/// The people of an access control system, and the files that it exports: good ones, cut ones, and ones with errors as
/// the field has seen them.
struct Personnel {
  struct Member: Hashable {
    var firstName: String
    var lastName: String
    var email: String
    var id: String
    var syncID: String
  }

  /// A file, and what is true of it.
  struct Export {
    let text: String
    /// Who is in it, in its order; nil for a file that must be refused as a whole.
    let members: [Member]?
    let hasSyncIDs: Bool

    /// What somebody in it is found by (AUTO-3).
    func key(of member: Member) -> String { hasSyncIDs ? member.syncID : member.email }
  }

  /// Half of the names are those that are enrolled at terminals, so that some of the people are the same (AUTO-15).
  private static let names = [
    ("Ada", "Byron"), ("Bruno", "Keller"), ("Çağla", "Öz"), ("Li", "Na"), ("Mira", "Solberg"), ("Omar", "Haddad"),
    ("Jonas", "Brandt"), ("Aiko", "Mori"),
  ]

  private(set) var members: [Member] = []
  private let hasSyncIDs: Bool
  private let endsWithLineEnd: Bool
  private let size: Int
  /// Of cards that people may have at terminals.
  private let cards: ClosedRange<Int>
  private var hired = 0

  init(_ chance: Chance, size: Int, cards: ClosedRange<Int>) {
    (self.size, self.cards) = (size, cards)
    (hasSyncIDs, endsWithLineEnd) = (chance.once(in: 2), !chance.once(in: 4))
    for _ in 0..<chance.number(1...size) { hire(chance) }
  }

  // MARK: Who comes and goes

  /// What happened until the next export.
  mutating func goOn(_ chance: Chance) {
    for _ in 0..<chance.number(0...3) {
      switch chance.number(1...10) {
      case 1...3: if members.count < size { hire(chance) }
      case 4, 5: if members.count > 1 { members.remove(at: chance.number(0...members.count - 1)) }
      case 6, 7: rename(chance)
      case 8: changeAddress(chance)
      case 9: swapIDs(chance)
      default: if chance.once(in: 3) { members.removeLast(members.count / 2) }
      }
    }
  }

  private mutating func hire(_ chance: Chance) {
    hired += 1
    let name = chance.pick(Self.names)
    let card = "\(chance.number(cards))"
    let isCard = chance.once(in: 4) && !members.contains { $0.id == card }
    members.append(
      Member(
        firstName: name.0, lastName: name.1, email: "person\(hired)@example.org",
        id: isCard ? card : "\(90_000 + hired)",
        syncID: "S\(hired)"))
  }

  private mutating func rename(_ chance: Chance) {
    guard let index = members.indices.randomElement(chance) else { return }
    members[index].lastName = chance.pick(Self.names).1
  }

  private mutating func changeAddress(_ chance: Chance) {
    guard let index = members.indices.randomElement(chance) else { return }
    hired += 1
    members[index].email = "person\(hired)@example.org"
  }

  private mutating func swapIDs(_ chance: Chance) {
    guard let one = members.indices.randomElement(chance), let other = members.indices.randomElement(chance) else {
      return
    }
    (members[one].id, members[other].id) = (members[other].id, members[one].id)
  }

  // MARK: Files

  func export(_ chance: Chance) -> Export {
    switch chance.number(1...20) {
    case 1, 2: whole(of: Array(members.prefix(chance.number(0...members.count))))
    case 3: endsWithLineEnd && !members.isEmpty ? cutWithinRow(chance) : whole(of: members)
    case 4: refused(text(of: members + members.prefix(1), hasSyncIDs), if: !members.isEmpty)
    case 5: refused(text(of: members, hasSyncIDs) + "\"Nora,Vale,nora@example.org,7", if: true)
    case 6: refused(text(of: members, hasSyncIDs) + "Nora,Vale\n", if: endsWithLineEnd)
    case 7 where hasSyncIDs: fourColumns
    case 8: whole(of: [])
    case 9: whole(of: shuffled(chance))
    default: whole(of: members)
    }
  }

  private func whole(of members: [Member]) -> Export {
    Export(
      text: text(of: members, hasSyncIDs), members: members.isEmpty ? nil : members, hasSyncIDs: hasSyncIDs)
  }

  private func refused(_ text: String, if isBroken: Bool) -> Export {
    isBroken ? Export(text: text, members: nil, hasSyncIDs: hasSyncIDs) : whole(of: members)
  }

  /// The rest of the last row is missing, at least its last cell: nothing of the file counts.
  private func cutWithinRow(_ chance: Chance) -> Export {
    let rows = text(of: members, hasSyncIDs).split(separator: "\n")
    guard let last = rows.last?.split(separator: ",") else { return whole(of: members) }
    let part = last.prefix(chance.number(1...last.count - 1)).joined(separator: ",")
    return Export(text: (rows.dropLast() + [part[...]]).joined(separator: "\n"), members: nil, hasSyncIDs: hasSyncIDs)
  }

  /// Refused only after an accepted file with Sync IDs; else a file like any other.
  private var fourColumns: Export {
    Export(text: text(of: members, false), members: members.isEmpty ? nil : members, hasSyncIDs: false)
  }

  private func shuffled(_ chance: Chance) -> [Member] {
    var members = members
    for index in members.indices.reversed() { members.swapAt(index, chance.number(0...index)) }
    return members
  }

  private func text(of members: [Member], _ hasSyncIDs: Bool) -> String {
    let header = "First name,Last name,E-mail address,ID" + (hasSyncIDs ? ",Sync ID" : "")
    let rows = members.map { member in
      [member.firstName, member.lastName, member.email, member.id].joined(separator: ",")
        + (hasSyncIDs ? ",\(member.syncID)" : "")
    }
    return ([header] + rows).joined(separator: "\n") + (endsWithLineEnd || rows.isEmpty ? "\n" : "")
  }
}

extension Range<Int> {
  fileprivate func randomElement(_ chance: Chance) -> Int? {
    isEmpty ? nil : chance.number(lowerBound...upperBound - 1)
  }
}
