package import LockstepCore
package import LockstepStore

/// Whom a project manages, as of one moment.
package struct ManagedPeople: Sendable {
  fileprivate let roster: Roster
  fileprivate let version: Int64

  package init(ofProject id: Int64, in store: ReadTransaction) throws {
    (roster, version) = (try store.roster(ofProject: id), try store.project(id).peopleVersion)
  }
}

/// A file that was read and set against whom its project manages: what a run applies, and a dry run plans.
package struct ReadFile: Sendable {
  package let result: PeopleFile
  package let matched: Matched
  private let peopleVersion: Int64

  /// - Parameter read: gives the file from its beginning, in pieces.
  package init(
    against managed: ManagedPeople, hash: RowHash, read: (_ piece: ([UInt8]) -> Void) throws -> Void
  ) rethrows {
    var (reader, matching) = (PeopleReader(), RowMatching(roster: managed.roster, hash: hash))
    try read { piece in reader.read(piece) { matching.add($0) } }
    result = reader.finish { matching.add($0) }
    matched = matching.finish()
    peopleVersion = managed.version
  }

  /// One transaction, whatever comes of it: applied, held, or refused with every error of the file (AUTO-5).
  ///
  /// - Throws: ``StoreError/changedSince(_:)`` when the project's people were changed meanwhile: it must be read again.
  package func apply(
    _ incoming: IncomingFile, by actor: Actor, in store: WriteTransaction, at now: Int64
  ) throws -> StoredRun {
    switch result {
    case .refused(let errors):
      return try store.refuse(incoming, reason: Self.reason(errors), errors: errors, at: now)
    case .read(let shape):
      let run = try store.apply(matched, shape, of: incoming, peopleVersion: peopleVersion, at: now)
      if run.outcome != .refused {
        try store.audit(Self.entry(run, project: store.reading.project(run.project), actor))
      }
      return run
    }
  }

  static func reason(_ errors: [FileError]) -> String {
    errors.count == 1 ? "the file has an error" : "the file has \(errors.count) errors"
  }

  private static func entry(_ run: StoredRun, project: StoredProject, _ actor: Actor) -> AuditEntry {
    let counts = run.counts
    return AuditEntry(
      at: run.endedAt, actor: actor, action: "auto-sync", object: "project \(project.shortName)",
      after: """
        {"run":\(run.id),"outcome":"\(run.outcome.rawValue)","added":\(counts.added),"linked":\(counts.linked),\
        "updated":\(counts.updated),"deleted":\(counts.deleted),"unlinked":\(counts.unlinked),"held":\(counts.held)}
        """)
  }
}
