internal import SimulatedDisk

/// A disk in memory whose power can be cut, for `Store.open(path:)`.
///
/// A crash takes what was not synced: of those writes, truncations, creations and deletions a subset survives, and a
/// surviving write may be torn. The seed of the crash chooses both; what was synced survives as it is. Nothing hangs on a
/// clock. One thing is left to chance: SQLite draws the salt of a new log from a generator of the whole process, so that
/// the bytes of two logs may differ where nothing that can be read from the database does.
///
/// Disks are independent of each other. A store over a disk keeps its contents alive; close it before the next one is
/// opened, also after a crash.
public final class SimulatedDisk: @unchecked Sendable {
  // Safe to share: the disk locks itself in every call.
  private let disk: OpaquePointer
  /// What SQLite is given as the name of the database.
  public let path: String

  /// An empty disk.
  ///
  /// - Parameter seed: chooses what a failing call leaves: how much of a write, which changes of a sync.
  public convenience init(seed: UInt64) { self.init(Snapshot(files: []), seed: seed) }

  /// A disk that holds what another one held, all of it synced.
  public init(_ snapshot: Snapshot, seed: UInt64) {
    guard let disk = simulated_disk_make(seed), let name = simulated_disk_name(disk) else {
      preconditionFailure("no memory for a simulated disk")
    }
    self.disk = disk
    path = "file:\(Self.database)?vfs=\(String(cString: name))"
    for file in snapshot.files {
      let isPut = file.bytes.withUnsafeBufferPointer {
        simulated_disk_put(disk, file.name, $0.baseAddress, $0.count)
      }
      precondition(isPut, "no memory for a simulated disk")
    }
  }

  deinit { simulated_disk_forget(disk) }

  static let database = "lockstep.sqlite"

  // MARK: Crashes

  /// Cuts the power, and switches it on again: planned failures are over, and a store that was open gets an error from
  /// every call.
  ///
  /// - Parameter tearsBytes: a write is torn at any byte; else between sectors of 512 bytes.
  public func crash(seed: UInt64, tearsBytes: Bool = false) { simulated_disk_crash(disk, seed, tearsBytes) }

  /// Ends the process that has the store open, as `kill -9` does: the store gets an error from every call. The power stays,
  /// so that all it wrote is shown to the next one, synced or not. Planned failures stay.
  public func kill() { simulated_disk_kill(disk) }

  /// So many writes, syncs, truncations and deletions still go well; from then on every call fails, until
  /// ``crash(seed:tearsBytes:)``.
  public func cutPower(after changes: Int) {
    fail([.write, .sync, .truncate, .delete], after: changes, times: nil)
  }

  // MARK: Failures

  /// Plans failures. Plans add up; the first that strikes gives the answer. At most 64 at a time.
  ///
  /// - Parameters:
  ///   - after: so many of these calls still go well.
  ///   - times: so many fail then; nil: all of them, until the plan is cleared or the disk crashes.
  public func fail(
    _ calls: Calls, of files: Files = .all, with failure: Failure = .inputOutput, after: Int = 0, times: Int? = 1
  ) {
    simulated_disk_fail(
      disk,
      simulated_disk_fault(
        calls: calls.rawValue, files: files.rawValue, after: UInt64(after), times: times.map { UInt64($0) } ?? .max,
        code: failure.code))
  }

  /// Nothing fails any more.
  public func clearFailures() { simulated_disk_clear_faults(disk) }

  /// A bug on purpose: every sync says it is done, and does nothing.
  public func letSyncsLie(_ lie: Bool = true) { simulated_disk_let_syncs_lie(disk, lie) }

  // MARK: What it tells

  public var counts: Counts {
    let counts = simulated_disk_counts(disk)
    return Counts(
      opens: Int(counts.opens), reads: Int(counts.reads), writes: Int(counts.writes), syncs: Int(counts.syncs),
      truncations: Int(counts.truncates), deletions: Int(counts.deletes), bytesRead: Int(counts.bytes_read),
      bytesWritten: Int(counts.bytes_written))
  }

  /// Unix milliseconds, for SQL that asks. Begins at 0 and stands still.
  public var time: Int64 {
    get { simulated_disk_time(disk) }
    set { simulated_disk_set_time(disk, newValue) }
  }

  /// What the system shows now, synced or not. Of a store that is closed it is one file.
  public func snapshot() -> Snapshot {
    var files: [Snapshot.File] = []
    while let name = simulated_disk_file_name(disk, files.count) {
      var length = 0
      let start = simulated_disk_file_bytes(disk, files.count, &length)
      files.append(
        Snapshot.File(name: String(cString: name), bytes: Array(UnsafeBufferPointer(start: start, count: length))))
    }
    return Snapshot(files: files)
  }
}
