import AdminModel

/// The columns of the CSV files. Templates, hashes, photos and card numbers are in none of them.
extension ExportController {
  static var userColumns: [(title: String, value: @Sendable (UserResource) -> String)] {
    [
      ("id", { $0.id }), ("name", { $0.name }), ("e-mail", { $0.email }), ("department", { $0.department }),
      ("title", { $0.title }), ("access groups", { $0.accessGroups.joined(separator: "; ") }),
      ("start (UTC)", { ExportFormat.time($0.start) }), ("end (UTC)", { ExportFormat.time($0.end) }),
      ("disabled", { $0.disabled ? "yes" : "no" }), ("protected", { $0.protected ? "yes" : "no" }),
      ("cards", { "\($0.cards.count)" }), ("fingerprints", { "\($0.fingerprints.count)" }),
      ("faces", { "\($0.faces.count)" }), ("PIN", { $0.hasPIN ? "yes" : "no" }),
      ("created (UTC)", { ExportFormat.time($0.createdAt) }),
      ("changed (UTC)", { ExportFormat.time($0.changedAt) }),
    ]
  }

  static var eventColumns: [(title: String, value: @Sendable (EventResource) -> String)] {
    [
      ("number", { "\($0.id)" }), ("received (UTC)", { ExportFormat.time($0.receivedAt) }),
      ("device time (UTC)", { ExportFormat.time($0.deviceTime) }),
      ("device", { $0.device.map { "\($0)" } ?? "" }), ("log ID", { $0.logId.map { "\($0)" } ?? "" }),
      ("code", { $0.code ?? "" }), ("event", { $0.title }), ("user", { $0.user ?? "" }),
      ("origin", { $0.origin ?? "" }), ("mode", { $0.mode }), ("detail", { $0.detail }),
      ("outcome", { $0.outcome ?? "" }),
    ]
  }
}
