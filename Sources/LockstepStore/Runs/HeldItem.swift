import Foundation
public import LockstepCore

/// One item of a plan that waits for an operator.
public struct HeldItem: Hashable, Sendable {
  public let id: Int64
  public let project: Int64
  public let run: Int64
  public let item: PlanItem
}

/// A plan's item as it is kept while it waits.
struct StoredItem: Codable {
  var line: Int?
  var cells: [String]?
  var name: String?
  var situation: String
  var action: String
  var user: String?
  var columns: [Int]?
  var hold: String
  var note: String

  init(_ item: PlanItem) {
    line = item.row?.line
    cells = item.row.map { [$0.firstName, $0.lastName, $0.email, $0.id] + ($0.syncID.map { [$0] } ?? []) }
    name = item.row == nil ? item.name : nil
    situation = item.situation.rawValue
    action = item.action.name
    user = item.action.user?.text
    if case .update(_, let changed) = item.action { columns = changed.map(\.rawValue) }
    hold = item.hold?.rawValue ?? ""
    note = item.note
  }

  func item() throws -> PlanItem {
    var row: PersonRow?
    if let cells, cells.count >= 4 {
      row = PersonRow(
        line: line ?? 0, firstName: cells[0], lastName: cells[1], email: cells[2], id: cells[3],
        number: try CardNumber(text: cells[3]), syncID: cells.count > 4 ? cells[4] : nil)
    }
    guard let situation = Situation(rawValue: situation) else { throw StoreError.damaged("a held item") }
    return PlanItem(
      row: row, name: name ?? "", situation: situation, action: try planAction(), hold: PlanHold(rawValue: hold),
      note: note)
  }

  private func planAction() throws -> PlanAction {
    if action == "add" { return .add }
    guard let user = try user.map({ try UserID($0) }) else { return .none }
    switch action {
    case "link": return .link(user)
    case "update": return .update(user, columns?.compactMap(PersonColumn.init(rawValue:)) ?? [])
    case "delete": return .delete(user)
    case "unlink": return .unlink(user)
    default: return .keep(user)
    }
  }
}
