/// Something that holds now and of which somebody may have to be told.
public struct Cause: Hashable, Sendable {
  public let kind: NotificationKind
  /// Tells it from others of its kind; empty where there is one at most.
  public let object: String
  /// When it began. Unix milliseconds.
  public let since: Int64
  /// The highest number of what belongs to it: a higher one is news. 0 where nothing is added to it.
  public let through: Int64
  /// How much of it there is, as the mail says it: `3`, `1.2 GB`.
  public let amount: String
  /// Lines of the mail: `text`, and `since` where that is known.
  public let items: [[String: String]]

  public init(
    _ kind: NotificationKind, object: String = "", since: Int64, through: Int64 = 0, amount: String,
    items: [[String: String]] = []
  ) {
    self.kind = kind
    self.object = object
    self.since = since
    self.through = through
    self.amount = amount
    self.items = items
  }
}

extension NotificationKind {
  /// Whether it lasts and is over some time; what happens and is past, such as lost logs, never is.
  var isState: Bool { self != .eventLogsLost }
}
