/// Remembers on which line each value came first, at about 16 bytes a value: the values are known by their hashes.
struct FirstLines {
  /// By the highest byte of the hash. Each grows for itself, so that there is never much memory to spare.
  private var tables = Array(repeating: Table(), count: 256)

  /// - Returns: the line on which the same value came before. If it is new, nil, and this line is remembered.
  mutating func remember(_ hash: UInt64, line: Int) -> Int? {
    tables[Int(hash >> 56)].remember(hash == 0 ? 1 : hash, line: UInt32(clamping: line)).map(Int.init)
  }

  /// Open addressing: a value stands at its own place, or at the next free one after it.
  private struct Table {
    /// 0 is a free place.
    private var hashes: [UInt64] = []
    private var lines: [UInt32] = []
    private var count = 0

    mutating func remember(_ hash: UInt64, line: UInt32) -> UInt32? {
      if count &* 5 >= hashes.count &* 4 { grow() }
      let place = place(of: hash)
      if hashes[place] != 0 { return lines[place] }
      (hashes[place], lines[place]) = (hash, line)
      count += 1
      return nil
    }

    /// Where the value is, or goes.
    private func place(of hash: UInt64) -> Int {
      // The byte that chose the table is the same for all of them.
      var place = Int((hash << 8).multipliedFullWidth(by: UInt64(hashes.count)).high)
      while hashes[place] != 0, hashes[place] != hash {
        place += 1
        if place == hashes.count { place = 0 }
      }
      return place
    }

    private mutating func grow() {
      let (oldHashes, oldLines) = (hashes, lines)
      let size = max(8, hashes.count &* 5 / 4)
      hashes = Array(repeating: 0, count: size)
      lines = Array(repeating: 0, count: size)
      for (hash, line) in zip(oldHashes, oldLines) where hash != 0 {
        let place = place(of: hash)
        (hashes[place], lines[place]) = (hash, line)
      }
    }
  }
}
