import GRDB

extension WriteTransaction {
  /// The least time between two mails about a cause. Milliseconds.
  static let tellingPause: Int64 = 3_600_000
  /// Lines of a mail; what is more is counted.
  private static let mostItems = 20

  /// Writes mails about what has begun, about what was added to something that goes on, and about what is over: at most one
  /// an hour about a cause, and one for all causes of a kind.
  ///
  /// - Parameter found: everything that holds now.
  public func tell(_ found: [Cause], at now: Int64) throws {
    for kind in NotificationKind.allCases {
      let notification = try reading.notification(kind)
      guard notification.isTold else {
        try db.executeCached(sql: "DELETE FROM causes WHERE kind = ?", arguments: [kind.rawValue])
        continue
      }
      let causes = found.filter { $0.kind == kind }
      guard kind.isState else {
        try tellEvents(causes.first, notification, at: now)
        continue
      }
      try tellState(causes, notification, at: now)
    }
  }

  private struct Known {
    let told: Int64
    let through: Int64
    let isOver: Bool
  }

  private func known(_ kind: NotificationKind) throws -> [String: Known] {
    try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM causes WHERE kind = ?"), arguments: [kind.rawValue])
      .reduce(into: [:]) { known, row in
        known[row["object"]] = Known(
          told: row["told_at"], through: row["through"], isOver: (row["ended_at"] as Int64?) != nil)
      }
  }

  private func tellState(_ causes: [Cause], _ notification: StoredNotification, at now: Int64) throws {
    let known = try known(notification.kind)
    let news = causes.filter { cause in
      guard let before = known[cause.object] else { return true }
      return (before.isOver || cause.through > before.through) && now - before.told >= Self.tellingPause
    }
    try post(.notification, notification.kind, news, to: notification.recipients, at: now)
    for cause in news { try keep(cause, at: now) }
    let objects = Set(causes.map(\.object))
    let over = known.filter { !$0.value.isOver && !objects.contains($0.key) }.map(\.key).sorted()
    try tellOver(over, notification, at: now)
    // Whoever comes back within the hour is not told of at once.
    try db.executeCached(
      sql: "DELETE FROM causes WHERE kind = ? AND ended_at IS NOT NULL AND told_at <= ?",
      arguments: [notification.kind.rawValue, now - Self.tellingPause])
  }

  /// What happened before somebody chose to be told of it is past.
  private func tellEvents(_ cause: Cause?, _ notification: StoredNotification, at now: Int64) throws {
    guard let before = try known(notification.kind)[""] else {
      let last = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM events")) ?? 0
      return try keep(Cause(notification.kind, since: now, through: last, amount: ""), toldAt: now - Self.tellingPause)
    }
    guard let cause, cause.through > before.through, now - before.told >= Self.tellingPause else { return }
    try post(.notification, notification.kind, [cause], to: notification.recipients, at: now)
    try keep(cause, at: now)
  }

  private func tellOver(_ objects: [String], _ notification: StoredNotification, at now: Int64) throws {
    guard !objects.isEmpty else { return }
    let kind = notification.kind
    let items =
      kind == .deviceOffline
      ? try objects.compactMap { UInt32($0) }.map { ["text": try reading.label(ofDevice: $0)] } : []
    let over = Cause(kind, since: now, amount: "\(objects.count)", items: items)
    try post(.notificationOver, kind, [over], to: notification.recipients, at: now)
    for object in objects {
      try db.executeCached(
        sql: "UPDATE causes SET ended_at = ? WHERE kind = ? AND object = ?", arguments: [now, kind.rawValue, object])
    }
  }

  private func keep(_ cause: Cause, at now: Int64) throws { try keep(cause, toldAt: now) }

  private func keep(_ cause: Cause, toldAt: Int64) throws {
    try db.executeCached(
      sql: """
        INSERT OR REPLACE INTO causes (kind, object, since, told_at, through, ended_at) VALUES (?, ?, ?, ?, ?, NULL)
        """,
      arguments: [cause.kind.rawValue, cause.object, cause.since, toldAt, cause.through])
  }

  private func post(
    _ mail: MailKind, _ kind: NotificationKind, _ causes: [Cause], to recipients: [String], at now: Int64
  ) throws {
    guard let first = causes.first else { return }
    let items = causes.flatMap(\.items)
    var content: [String: MailValue] = [
      kind.rawValue: .text(causes.count == 1 ? first.amount : "\(causes.count)"),
      "items": .rows(Array(items.prefix(Self.mostItems))), "cause": .text(kind.rawValue),
    ]
    if items.count > Self.mostItems { content["more"] = .text("\(items.count - Self.mostItems)") }
    if kind.isState { content["isState"] = "yes" }
    try post(MailItem(mail, content: content), to: recipients, at: now)
  }
}
