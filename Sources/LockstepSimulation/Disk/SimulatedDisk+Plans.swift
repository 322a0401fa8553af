internal import SimulatedDisk

extension SimulatedDisk {
  /// What SQLite asks of a disk.
  public struct Calls: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let open = Calls(SIMULATED_DISK_OPEN)
    public static let read = Calls(SIMULATED_DISK_READ)
    public static let write = Calls(SIMULATED_DISK_WRITE)
    public static let sync = Calls(SIMULATED_DISK_SYNC)
    public static let truncate = Calls(SIMULATED_DISK_TRUNCATE)
    public static let delete = Calls(SIMULATED_DISK_DELETE)

    private init(_ call: simulated_disk_call) { rawValue = UInt32(call.rawValue) }
  }

  /// What SQLite keeps on a disk: the database, the log of what is committed and not yet in it, the journal of the time
  /// before the first log.
  public struct Files: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let database = Files(SIMULATED_DISK_DATABASE)
    public static let log = Files(SIMULATED_DISK_WAL)
    public static let journal = Files(SIMULATED_DISK_JOURNAL)
    public static let all: Files = [.database, .log, .journal]

    private init(_ file: simulated_disk_file) { rawValue = UInt32(file.rawValue) }
  }

  /// How a call fails.
  public enum Failure: Sendable {
    /// The error of input or output that belongs to the call.
    case inputOutput
    case noSpaceLeft

    /// Of SQLite; 0 stands for the one that belongs to the call.
    var code: Int32 { self == .noSpaceLeft ? 13 : 0 }
  }

  /// What has been asked of a disk since it was made, failures included.
  public struct Counts: Hashable, Sendable {
    public let opens, reads, writes, syncs, truncations, deletions: Int
    public let bytesRead, bytesWritten: Int
  }

  /// The contents of a disk. A value: of one migrated database any number of disks are made.
  public struct Snapshot: Hashable, Sendable {
    struct File: Hashable, Sendable {
      let name: String
      let bytes: [UInt8]
    }

    /// In the order of their creation.
    let files: [File]

    public var byteCount: Int { files.reduce(0) { $0 + $1.bytes.count } }

    /// The file of the database, whole only if its store was closed; empty if there is none.
    public var database: [UInt8] { files.first { $0.name == SimulatedDisk.database }?.bytes ?? [] }
  }
}
