import AdminModel

extension EventResource {
  /// The entry as one line; the words of the monitoring log are the field's.
  var line: String {
    var parts = [Timestamp.text(receivedAt), device.map { "device \($0)" } ?? "server", title]
    if let user { parts.append("user \(user)") }
    if !detail.isEmpty { parts.append(detail) }
    if let outcome { parts.append("→ \(outcome)") }
    return parts.joined(separator: "  ")
  }
}
