/// Makes the plan of a file. Pure: the same file and context have the same plan.
public struct Planner {
  private let matched: Matched
  private let context: PlanContext
  private let hash: RowHash

  private var items: [PlanItem] = []
  /// Where in the items each person is.
  private var places: [UserID: Int] = [:]
  private var reasons: [String] = []
  private var linked: Set<UserID> = []
  /// What each item needs that another person has.
  private var needs: [(item: Int, holder: UserID, what: String)] = []

  /// - Parameter context: with everybody that ``Matched`` names as changed or missing.
  public static func plan(_ matched: Matched, _ context: PlanContext, hash: RowHash) -> Plan {
    var planner = Planner(matched: matched, context: context, hash: hash)
    planner.addRows()
    planner.addMissing()
    planner.holdColumns()
    planner.holdLastRow()
    planner.findNeeds()
    planner.settleNeeds()
    return Plan(
      matched: matched, items: planner.items, holdReasons: planner.reasons, hash: hash, context: context)
  }

  private init(matched: Matched, context: PlanContext, hash: RowHash) {
    (self.matched, self.context, self.hash) = (matched, context, hash)
  }

  // MARK: Rows

  private mutating func addRows() {
    var (changed, unknown) = (matched.changed[...], matched.unknown[...])
    while let row = [changed.first?.row, unknown.first].compactMap(\.self).min(by: { $0.line < $1.line }) {
      if let known = changed.first, known.row.line == row.line {
        addChanged(known)
        changed.removeFirst()
      } else {
        addUnknown(row)
        unknown.removeFirst()
      }
    }
  }

  private mutating func addChanged(_ known: Matched.Changed) {
    places[known.user] = items.count
    guard let person = context.people[known.user] else {
      return items.append(
        PlanItem(row: known.row, situation: .changed, action: .none, hold: .conflict, note: "the user is gone"))
    }
    if person.isReset {
      items.append(
        PlanItem(row: known.row, situation: .reset, action: .keep(known.user), note: "the phone was revoked"))
    } else {
      let columns = person.columns(changedBy: known.row)
      items.append(
        PlanItem(
          row: known.row, situation: columns.isEmpty ? .unchanged : .changed,
          action: columns.isEmpty ? .none : .update(known.user, columns), note: Self.note(known.row)))
    }
  }

  private mutating func addUnknown(_ row: PersonRow) {
    guard let owner = context.owners[row.number], owner.manager == .nobody else {
      return items.append(PlanItem(row: row, situation: .new, action: .add, note: Self.note(row)))
    }
    let agrees = PersonName(first: row.firstName, last: row.lastName).agrees(with: owner.name)
    let choice = context.choices[Plan.subject(of: row, owner: owner.user, hash: hash)]
    var item = PlanItem(
      row: row, situation: agrees ? .samePerson : .otherName, action: .link(owner.user), note: Self.note(row))
    let asks = !agrees || owner.isProtected
    if asks, choice == .otherPerson {
      (item.action, item.note) = (.none, "the ID is the card of user \(owner.user): another person needs another ID")
    } else if asks, choice == nil {
      item.hold = .person
      item.note =
        "the ID is the card of user \(owner.user), \(agrees ? "who is protected" : "whose name is another one")"
    } else if !linked.insert(owner.user).inserted {
      (item.hold, item.note) = (.conflict, "another row of the file is user \(owner.user) already")
    } else if !owner.hasRoom {
      (item.hold, item.note) = (.conflict, "user \(owner.user) has \(Limits.cards) cards already")
    }
    items.append(item)
  }

  private static func note(_ row: PersonRow) -> String {
    PersonName(first: row.firstName, last: row.lastName).isCut
      ? "devices show the first \(Limits.nameCharacters) characters of the name" : ""
  }

  private mutating func addMissing() {
    let first = items.count
    for user in matched.missing {
      guard let person = context.people[user] else { continue }
      places[user] = items.count
      let action: PlanAction =
        person.isLinked && !context.deletesLinked ? .unlink(user) : person.isProtected ? .keep(user) : .delete(user)
      let note = if case .keep = action { "the user is protected: no file deletes it" } else { "" }
      items.append(
        PlanItem(
          row: nil, name: person.name, situation: .missing,
          action: action, note: note))
    }
    let removed = items[first...].filter(\.action.isRemoval).compactMap(\.action.user)
    let behind =
      context.isBehind && !removed.isEmpty
      ? "the server was restored from an older state: nobody is removed before that is settled" : nil
    let limit = context.deletionGuard.reason(
      removals: removed.count, recent: context.recentRemovals, managed: matched.managedCount,
      isBeginning: matched.isBeginning(of: context.accepted))
    let rejected = removed.count { context.rejectedRemovals.contains($0) }
    let refused =
      rejected == 0 ? nil : "an operator has rejected the removal of \(rejected) of the \(removed.count) people"
    guard let reason = behind ?? limit ?? refused else { return }
    reasons.append(reason)
    for index in items.indices[first...] where items[index].action.isRemoval { hold(index, .deletions, reason) }
  }

  // MARK: Holding

  private mutating func hold(_ index: Int, _ hold: PlanHold, _ note: String) {
    (items[index].hold, items[index].note) = (hold, note)
  }

  /// A column that moved in the export would give everybody another one's value.
  private mutating func holdColumns() {
    for column in [PersonColumn.firstName, .lastName, .email, .id] {
      let changing = items.indices.filter { index in
        if case .update(_, let columns) = items[index].action { columns.contains(column) } else { false }
      }
      guard changing.count > 10, changing.count * 2 > matched.rowCount else { continue }
      let reason =
        "the column \(column.title) changes in \(changing.count) of \(matched.rowCount) rows: it looks shifted"
      reasons.append(reason)
      for index in changing where items[index].hold == nil { hold(index, .column, reason) }
    }
  }

  /// Half an ID is an ID too: what a cut last row says of somebody waits as a removal would.
  private mutating func holdLastRow() {
    guard let user = matched.cutRow(after: context.accepted), let index = places[user], items[index].hold == nil,
      case .update = items[index].action
    else { return }
    let reason = "only the last row differs, and no line end stands behind it: it looks cut off"
    reasons.append(reason)
    hold(index, .lastRow, reason)
  }

  /// Conflicts are judged on the state after the whole plan, so that IDs and addresses may change hands (AUTO-5).
  private mutating func findNeeds() {
    var addresses: [String: UserID] = [:]
    for index in places.values.sorted() {
      guard let user = items[index].action.user, let person = context.people[user] else { continue }
      addresses[person.email.lowercased()] = user
    }
    for index in items.indices {
      guard let row = items[index].row, items[index].hold == nil || items[index].hold?.isSet == true else { continue }
      var own: UserID?
      switch items[index].action {
      case .add: break
      case .link(let user): own = user
      case .update(let user, _): own = user
      case .none, .delete, .unlink, .keep: continue
      }
      findNeededNumber(of: index, row, own)
      if let holder = addresses[row.email.lowercased()], holder != own {
        needs.append((index, holder, "e-mail address"))
      }
    }
  }

  private mutating func findNeededNumber(of index: Int, _ row: PersonRow, _ own: UserID?) {
    guard let owner = context.owners[row.number], owner.user != own else { return }
    switch owner.manager {
    case .thisProject: needs.append((index, owner.user, "ID"))
    case .project(let name): hold(index, .conflict, "the ID belongs to a person of project \(name)")
    case .nobody: hold(index, .conflict, "the ID is a card of user \(owner.user), whom no project manages")
    }
  }

  /// Who needs what somebody keeps is held with it, and so is who needs something of theirs.
  private mutating func settleNeeds() {
    let dependents = Dictionary(grouping: needs.indices) { needs[$0].holder }
    var open = Array(needs.indices.reversed())
    while let number = open.popLast() {
      let (index, holder, what) = needs[number]
      guard let found = obstacle(holder, what) else { continue }
      // What no approval can solve counts more than what waits for one.
      guard items[index].hold == nil || items[index].hold?.isSet == true && found.hold == .conflict else { continue }
      hold(index, found.hold, found.note)
      if let user = items[index].action.user { open += dependents[user] ?? [] }
    }
    let count = items.count { $0.hold == .needs }
    if count > 0 { reasons.append("\(count) rows need an ID or e-mail address of somebody who is held") }
  }

  /// Why the holder's ID or address is not free after the plan; nil if it is.
  private func obstacle(_ holder: UserID, _ what: String) -> (hold: PlanHold, note: String)? {
    let keeps: (hold: PlanHold, note: String) = (.conflict, "the \(what) belongs to user \(holder)")
    guard let place = places[holder] else { return keeps }
    let item = items[place]
    let number = context.people[holder]?.number
    let isCard = what == "ID" && number.flatMap { context.owners[$0] }?.isCard == true
    if let hold = item.hold {
      return hold.isSet ? (.needs, "the \(what) belongs to user \(holder), who is held") : keeps
    }
    switch item.action {
    case .delete: return nil
    case .unlink: return isCard ? keeps : nil
    case .update(_, let columns):
      let gives = columns.contains(what == "ID" ? .id : .email)
      return gives && !isCard ? nil : keeps
    case .none, .add, .link, .keep: return keeps
    }
  }
}
