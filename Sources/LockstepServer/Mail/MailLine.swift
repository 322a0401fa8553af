/// What the sender keeps in mind between two looks at the outbox.
struct MailLine: Hashable, Sendable {
  /// Being handed over.
  private(set) var underWay: Set<Int64> = []
  /// How often in a row the mail server could not be used.
  private(set) var failures = 0
  /// Until then nothing is tried. Unix milliseconds.
  private(set) var pausedUntil: Int64 = 0
  /// Why the mail server could not be used the last time; nil since it could.
  private(set) var problem: String?
  /// How often it was changed where mail is handed over.
  private(set) var changes = 0

  /// How many mails may be begun now: one alone finds out whether the mail server is back.
  func room(of most: Int, at now: Int64) -> Int {
    guard pausedUntil <= now else { return 0 }
    return max(0, (failures > 0 ? 1 : most) - underWay.count)
  }

  mutating func begin(_ mails: [Int64]) { underWay.formUnion(mails) }

  mutating func end(_ mail: Int64) { underWay.remove(mail) }

  /// What is tried from here on goes elsewhere, or with another password.
  mutating func changed() { changes += 1 }

  /// Those that were under way together count as one failure. What was begun before the last change says nothing of the
  /// mail server that there is now.
  ///
  /// - Parameters:
  ///   - changes: as they were when it was begun.
  ///   - pause: by the number of failures in a row, in milliseconds.
  mutating func failed(_ problem: String, after changes: Int, at now: Int64, pause: (Int) -> Int64) {
    guard changes == self.changes else { return }
    self.problem = problem
    guard pausedUntil <= now else { return }
    failures += 1
    pausedUntil = now + pause(failures)
  }

  mutating func answered() {
    (failures, pausedUntil, problem) = (0, 0, nil)
  }
}
