/// Everything that one file would do: the same for a dry run, a preview and a run (AUTO-5 to AUTO-7).
public struct Plan: Hashable, Sendable {
  /// All but the unchanged rows: in the order of the file, then who is missing.
  public let items: [PlanItem]
  public let unchangedCount: Int
  public let rowCount: Int
  /// 16 bytes that stand for exactly this plan.
  public let hash: [UInt8]
  /// 16 bytes that stand for exactly what an operator can approve or reject; nil if nothing waits for that.
  public let heldSet: [UInt8]?
  /// 16 bytes that stand for everything that waits, also for what is decided row by row; nil if nothing does.
  public let waiting: [UInt8]?
  /// Why it waits: one sentence each.
  public let holdReasons: [String]
  /// What it would hold was rejected, and is left as it is.
  public let isRejected: Bool

  init(matched: Matched, items: [PlanItem], holdReasons: [String], hash: RowHash, context: PlanContext) {
    var items = items
    var reasons = holdReasons
    var set = Self.set(of: items, hash) { $0.isSet }
    // Whoever was in a file since leaves it anew: then the same set is another matter.
    isRejected =
      set.map(context.rejectedSets.contains) ?? false
      && items.filter { $0.hold?.isSet == true && $0.action.isRemoval }.compactMap(\.action.user)
        .allSatisfy(context.rejectedRemovals.contains)
    if isRejected {
      Self.reject(&items)
      (set, reasons) = (nil, [])
    }
    self.items = items
    (heldSet, self.holdReasons) = (set, reasons)
    waiting = Self.set(of: items, hash) { _ in true }
    (unchangedCount, rowCount) = (matched.unchanged.count, matched.rowCount)
    self.hash = hash.set(["plan"] + items.flatMap(\.words))
  }

  public var isHeld: Bool { items.contains { $0.hold != nil } }

  /// Whether it would leave everything as it is.
  public var changesNothing: Bool {
    items.allSatisfy { item in
      switch item.action {
      case .none, .keep: item.hold == nil
      default: false
      }
    }
  }

  /// What the rejection of somebody's removal is kept under.
  public static func removal(of user: UserID, hash: RowHash) -> [UInt8] { hash.set(["removal", user.text]) }

  /// What a decision about one row is kept under.
  public static func subject(of row: PersonRow, owner: UserID, hash: RowHash) -> [UInt8] {
    hash.set(["person", row.key, row.number.decimal, owner.text])
  }

  /// The order in the file does not matter: the same people, the same changes.
  private static func set(
    of items: [PlanItem], _ hash: RowHash, _ isPart: (PlanHold) -> Bool
  ) -> [UInt8]? {
    let held = items.filter { $0.hold.map(isPart) ?? false }.map { $0.words.joined(separator: "\u{1F}") }
    return held.isEmpty ? nil : hash.set(["held"] + held.sorted())
  }

  private static func reject(_ items: inout [PlanItem]) {
    for index in items.indices where items[index].hold?.isSet == true {
      items[index].hold = nil
      items[index].note = "rejected by an operator"
      items[index].action = items[index].action.user.map { .keep($0) } ?? .none
    }
  }
}
