public import LockstepCore

/// Does what a plan says, item by item, within one transaction: removals first, so that IDs are free for who gets them.
struct PlanExecution {
  let store: WriteTransaction
  let project: StoredProject
  let run: Int64
  /// By an operator; then it does not count for later files (AUTO-6).
  let isApproved: Bool
  let now: Int64

  private(set) var counts = RunCounts()
  private(set) var rows: [RunRow] = []

  init(_ store: WriteTransaction, project: StoredProject, run: Int64, isApproved: Bool, at now: Int64) {
    (self.store, self.project, self.run, self.isApproved, self.now) = (store, project, run, isApproved, now)
  }

  mutating func carryOut(_ items: [PlanItem]) throws {
    let open = items.filter { $0.hold == nil }
    for item in open where item.action.isRemoval { try carryOut(item) }
    try freeNumbers(open)
    for item in items where !(item.hold == nil && item.action.isRemoval) {
      if item.hold == nil { try carryOut(item) } else { note(item, user: item.action.user, "held") }
    }
  }

  /// IDs may change hands: who gives one away that another gets must let go of it first.
  private func freeNumbers(_ items: [PlanItem]) throws {
    var wanted: [CardNumber: UserID?] = [:]
    for item in items {
      switch item.action {
      case .add: if let row = item.row { wanted.updateValue(nil, forKey: row.number) }
      case .link(let user), .update(let user, _): if let row = item.row { wanted.updateValue(user, forKey: row.number) }
      default: break
      }
    }
    for item in items {
      guard case .update(let user, let columns) = item.action, columns.contains(.id),
        let person = try store.reading.planPerson(user), let taker = wanted[person.number], taker != user
      else { continue }
      try store.takeNumber(from: user, project, run: run, at: now)
    }
  }

  private mutating func carryOut(_ item: PlanItem) throws {
    var user = item.action.user
    switch item.action {
    case .none, .keep: break
    case .add: if let row = item.row { user = try store.addPerson(row, to: project, run: run, at: now) }
    case .link(let id): if let row = item.row { try store.linkPerson(row, to: id, project, run: run, at: now) }
    case .update(let id, _): if let row = item.row { try store.updatePerson(row, id, project, run: run, at: now) }
    case .delete(let id): try store.deletePerson(id, run: run, isApproved: isApproved, at: now)
    case .unlink(let id): try store.unlinkPerson(id, project, run: run, at: now)
    }
    note(item, user: user, item.result)
  }

  private mutating func note(_ item: PlanItem, user: UserID?, _ result: String) {
    counts.count(item)
    rows.append(item.runRow(user: user, result: result))
  }
}

extension PlanItem {
  fileprivate var result: String {
    switch action {
    case .none: "none"
    case .keep: "kept"
    default: "done"
    }
  }

  /// As the history shows it.
  public func runRow(user: UserID?, result: String) -> RunRow {
    RunRow(
      line: row?.line ?? 0, user: user?.text ?? "",
      name: name, situation: situation.rawValue, action: action.name, result: result,
      note: hold.map { "\($0.rawValue): \(note)" } ?? note)
  }
}
