public import LockstepCore

/// How a file came (AUTO-9), or that an operator approved what was held.
public enum RunWay: String, CaseIterable, Sendable {
  case upload
  case commandLine = "command line"
  case console
  case watchedPath = "watched path"
  case approval
}

/// A file, as it came.
public struct IncomingFile: Hashable, Sendable {
  public let project: Int64
  public let way: RunWay
  /// The key, or who did it.
  public let actor: String
  /// Its name, if it was told.
  public let name: String
  /// SHA-256.
  public let digest: [UInt8]
  public let bytes: Int
  /// Unix milliseconds.
  public let startedAt: Int64

  public init(
    project: Int64, way: RunWay, actor: String, name: String, digest: [UInt8], bytes: Int, startedAt: Int64
  ) {
    self.project = project
    self.way = way
    self.actor = actor
    self.name = name
    self.digest = digest
    self.bytes = bytes
    self.startedAt = startedAt
  }
}

/// How many people a run did what to.
public struct RunCounts: Hashable, Sendable {
  public var rows = 0
  public var added = 0
  public var linked = 0
  public var updated = 0
  public var deleted = 0
  public var unlinked = 0
  public var unchanged = 0
  /// Left as they are on purpose: status *Reset*, protected, rejected.
  public var kept = 0
  public var held = 0
  public var errors = 0

  public init() {}

  /// What a plan would do.
  public init(_ plan: Plan) {
    rows = plan.rowCount
    unchanged = plan.unchangedCount
    for item in plan.items { count(item) }
  }

  mutating func count(_ item: PlanItem) {
    guard item.hold == nil else { return held += 1 }
    switch item.action {
    case .add: added += 1
    case .link: linked += 1
    case .update: updated += 1
    case .delete: deleted += 1
    case .unlink: unlinked += 1
    case .keep: kept += 1
    case .none: if item.situation == .unchanged { unchanged += 1 } else { kept += 1 }
    }
  }
}

/// One run of a project, as its history keeps it (AUTO-11).
public struct StoredRun: Hashable, Sendable {
  public enum Outcome: String, CaseIterable, Sendable {
    case done
    /// The same file as before, and nobody changed since (AUTO-8).
    case noChange = "no-change"
    /// Something waits for an operator; the rest is done.
    case held
    /// Nothing was done.
    case refused
  }

  public enum Decision: String, Sendable {
    case none = ""
    case approved
    case rejected
    /// A later run held another set, or nothing.
    case replaced
  }

  public let id: Int64
  public let project: Int64
  public let way: RunWay
  public let actor: String
  public let file: String
  public let bytes: Int
  public let startedAt: Int64
  public let endedAt: Int64
  public let outcome: Outcome
  /// Why it was refused or held; empty if it was not.
  public let reason: String
  public let counts: RunCounts
  /// Stands for exactly what can be approved or rejected; nil if nothing waits for that.
  public let heldSet: [UInt8]?
  public let decision: Decision
  public let decidedBy: String
  public let decidedAt: Int64?
}

/// One row of a run: of a person, or an error of a refused file.
public struct RunRow: Hashable, Sendable {
  /// Of the file; 0 for somebody who is missing.
  public let line: Int
  /// The user's ID; of an error the column.
  public let user: String
  /// The person's name; of an error the value.
  public let name: String
  public let situation: String
  public let action: String
  /// `done`, `held`, `kept`, `none` or `refused`.
  public let result: String
  /// Why.
  public let note: String

  public init(
    line: Int, user: String, name: String, situation: String, action: String, result: String, note: String
  ) {
    self.line = line
    self.user = user
    self.name = name
    self.situation = situation
    self.action = action
    self.result = result
    self.note = note
  }

  /// An error of a refused file.
  public init(error: FileError) {
    self.init(
      line: error.line, user: error.column?.title ?? "", name: String(error.value.prefix(200)), situation: "error",
      action: "none", result: "refused", note: error.reason)
  }

  /// Texts of rows have no control characters; values of errors may.
  var stored: String {
    [String(line), user, name, situation, action, result, note]
      .map {
        $0.contains { $0.isNewline || $0 == "\t" } ? String($0.map { $0.isNewline || $0 == "\t" ? " " : $0 }) : $0
      }
      .joined(separator: "\t")
  }

  init?(stored: Substring) {
    let fields = stored.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 7, let line = Int(fields[0]) else { return nil }
    self.init(
      line: line, user: fields[1], name: fields[2], situation: fields[3], action: fields[4], result: fields[5],
      note: fields[6])
  }
}
