import Dispatch
public import Foundation
import LockstepCore
public import LockstepStore
import Metrics
import Synchronization

/// Brings a project's people in step with a file: the one way for uploads, the command line, the console and watched
/// paths (AUTO-9).
public final class AutoSync: Sendable {
  /// The largest file, in bytes.
  public static let largestFile = 256 << 20
  /// How often the rows are set against the people anew when somebody changed these meanwhile.
  private static let mostTries = 5

  let engine: Engine
  private let folder: URL
  private let running = Mutex<Set<Int64>>([])
  private let places = UploadPlaces()
  /// Reading and planning keep a core busy for seconds: off the threads that serve doors and people.
  private let queue = DispatchQueue(label: "lockstep.auto-sync")

  /// - Parameter directory: the data directory; what was left of uploads in it is removed.
  public init(engine: Engine, directory: URL) {
    self.engine = engine
    folder = directory.appendingPathComponent("uploads")
    try? FileManager.default.removeItem(at: folder)
  }

  /// An empty file to fill.
  ///
  /// - Throws: ``AutoSyncError``; the system's error if it cannot be made.
  public func spool(for project: StoredProject, limit: Int = largestFile) throws -> SpooledFile {
    try SpooledFile(in: folder, place: places.take(for: project), limit: limit) { [folder] in
      DiskSpace(at: folder.deletingLastPathComponent())
    }
  }

  /// - Parameters:
  ///   - name: of the file, if it was told.
  ///   - isDryRun: plans, and changes nothing (AUTO-7).
  /// - Throws: ``AutoSyncError``; ``StoreError``; an error of the committer.
  public func run(
    _ file: SpooledFile, project id: Int64, way: RunWay, actor: Actor, name: String, isDryRun: Bool = false
  ) async throws -> RunReport {
    let project = try await engine.store.read { try $0.project(id) }
    // A dry run changes nothing: it may look while another run is going, and before Auto-sync is switched on.
    guard !isDryRun else { return try await dryRun(file, project) }
    try refuseIfSwitchedOff(project)
    guard running.withLock({ $0.insert(id).inserted }) else { throw AutoSyncError.busy(project: project.name) }
    defer { _ = running.withLock { $0.remove(id) } }
    let incoming = IncomingFile(
      project: id, way: way, actor: actor.name, name: name, digest: file.digest, bytes: file.bytes,
      startedAt: engine.now())
    let report = try await run(file, incoming, actor)
    Counter(label: "lockstep_auto_sync_runs_total", dimensions: [("outcome", report.outcome.rawValue)]).increment()
    return report
  }

  /// - Throws: ``AutoSyncError/switchedOff(project:)``.
  public func refuseIfSwitchedOff(_ project: StoredProject) throws {
    guard project.settings.isEnabled else { throw AutoSyncError.switchedOff(project: project.name) }
  }

  private func run(_ file: SpooledFile, _ incoming: IncomingFile, _ actor: Actor) async throws -> RunReport {
    for _ in 1..<Self.mostTries {
      do {
        return try await tryRun(file, incoming, actor)
      } catch StoreError.changedSince {
        continue
      }
    }
    return try await tryRun(file, incoming, actor)
  }

  private func tryRun(_ file: SpooledFile, _ incoming: IncomingFile, _ actor: Actor) async throws -> RunReport {
    if try await engine.store.read({ try $0.isSame(incoming) }) {
      return RunReport(
        run: try await engine.commit { [engine] in try $0.noteSame(incoming, at: engine.now()) }, rows: [])
    }
    let read = try await read(file, project: incoming.project)
    let run = try await engine.commit { [engine] in try read.apply(incoming, by: actor, in: $0, at: engine.now()) }
    return RunReport(run: run, rows: try await engine.store.read { try $0.runRows(run.id, limit: RunReport.mostRows) })
  }

  private func dryRun(_ file: SpooledFile, _ project: StoredProject) async throws -> RunReport {
    let read = try await read(file, project: project.id)
    let shape: PeopleFile.Shape
    switch read.result {
    case .refused(let errors): return RunReport(refused: ReadFile.reason(errors), errors: errors)
    case .read(let found): shape = found
    }
    let now = engine.now()
    return try await engine.store.read { store in
      if let reason = AcceptedFile.refusal(of: shape, after: try store.acceptedFile(ofProject: project.id)) {
        return RunReport(refused: reason, errors: [])
      }
      return RunReport(plan: try store.plan(read.matched, ofProject: project.id, at: now))
    }
  }

  /// Sets the rows against who is managed now.
  private func read(_ file: SpooledFile, project id: Int64) async throws -> ReadFile {
    let managed = try await engine.store.read { try ManagedPeople(ofProject: id, in: $0) }
    let hash = engine.store.rowHash
    return try await withCheckedThrowingContinuation { continuation in
      queue.async {
        continuation.resume(with: Result { try ReadFile(against: managed, hash: hash) { try file.read($0) } })
      }
    }
  }
}
