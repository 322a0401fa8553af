/// Sets a batch of entries against the highest stored log ID of their device and epoch (LOG-1, -3, -4).
public enum LogSequence {
  public struct Sorted: Equatable, Sendable {
    /// To be stored, in order.
    public var fresh: [LogEntry] = []
    /// At or below the mark: acknowledged again; compared with what is stored (LOG-4).
    public var repeated: [LogEntry] = []
    /// The IDs that are missing between the mark and the fresh entries, each a closed range.
    public var gaps: [ClosedRange<LogID>] = []
    /// The highest log ID once `fresh` is stored.
    public var mark: LogID
  }

  /// Entries that do not rise by their ID: the device is broken and its batch is refused whole.
  public struct NotAscending: Error, Hashable, Sendable {
    public let id: LogID
  }

  /// - Parameter mark: the highest stored log ID, 0 for none.
  public static func sort(_ entries: [LogEntry], after mark: LogID) throws(NotAscending) -> Sorted {
    var sorted = Sorted(mark: mark)
    var previous: LogID = 0
    for entry in entries {
      guard entry.id > previous else { throw NotAscending(id: entry.id) }
      previous = entry.id
      guard entry.id > sorted.mark else {
        sorted.repeated.append(entry)
        continue
      }
      if entry.id > sorted.mark + 1 { sorted.gaps.append(sorted.mark + 1...entry.id - 1) }
      sorted.fresh.append(entry)
      sorted.mark = entry.id
    }
    return sorted
  }
}
