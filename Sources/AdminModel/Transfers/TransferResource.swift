/// How far a transfer is.
public struct TransferResource: Codable, Hashable, Sendable {
  public var id: Int64
  public var action: String
  public var total: Int
  public var done: Int
  public var failed: Int
  public var items: [TransferItem]

  public init(id: Int64, action: String, total: Int, done: Int, failed: Int, items: [TransferItem]) {
    self.id = id
    self.action = action
    self.total = total
    self.done = done
    self.failed = failed
    self.items = items
  }
}

extension TransferResource {
  /// Whether nothing is pending any more.
  public var isOver: Bool { done + failed >= total }
}
