public import LockstepCore

/// A device's event log: a ring with room for a fixed number of entries, in which the oldest is overwritten.
public struct RingLog: Sendable, Equatable {
  /// How many entries there is room for.
  public let capacity: Int
  /// The newest entry, 0 before the first.
  public private(set) var lastID: LogID = 0
  private var entries: [LogEntry] = []
  /// Where the oldest entry stands once the ring is full.
  private var oldest = 0

  /// - Parameter capacity: at least 1.
  public init(capacity: Int) { self.capacity = max(1, capacity) }

  /// A log as it was kept, oldest entry first.
  public init(capacity: Int, entries: [LogEntry], lastID: LogID) {
    self.init(capacity: capacity)
    self.entries = Array(entries.suffix(self.capacity))
    self.lastID = max(lastID, entries.last?.id ?? 0)
  }

  /// How many entries the ring has.
  public var count: Int { entries.count }

  /// The oldest entry that the ring still has, 0 if it is empty.
  public var firstID: LogID { entries.isEmpty ? 0 : self[0].id }

  /// Every entry, oldest first.
  public var all: [LogEntry] { Array(entries[oldest...] + entries[..<oldest]) }

  /// The entries after an ID, oldest first.
  public func entries(after id: LogID, limit: Int) -> [LogEntry] {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].id > id { high = middle } else { low = middle + 1 }
    }
    return (low..<min(entries.count, low + max(0, limit))).map { self[$0] }
  }

  public static func == (left: RingLog, right: RingLog) -> Bool {
    left.capacity == right.capacity && left.lastID == right.lastID && left.all == right.all
  }

  mutating func append(_ entry: LogEntry) {
    lastID = entry.id
    if entries.count < capacity {
      entries.append(entry)
    } else {
      entries[oldest] = entry
      oldest = (oldest + 1) % capacity
    }
  }

  /// A fault: the next entry does not follow the last one.
  mutating func skip(to id: LogID) { lastID = id }

  private subscript(position: Int) -> LogEntry { entries[(oldest + position) % entries.count] }
}
