import LockstepCore

/// Users who would leave the scope of devices, in the order in which they came into it, so that those who are on a device
/// whose cursor stands at a revision are the first of them.
struct Leavers {
  /// Who of them are on one device.
  struct There {
    let count: Int
    /// Stands for exactly these.
    let digest: UInt64
    /// The first 20.
    let first: [String]
  }

  private var users: [String] = []
  private var entries: [Revision] = []
  private var digests: [UInt64] = []

  var isEmpty: Bool { users.isEmpty }

  /// - Parameter entry: in rising order.
  mutating func add(_ user: String, entry: Revision) {
    // FNV-1a over all IDs up to here, each ended by a byte that is in none. What goes into a code is digested with a key.
    var digest = digests.last ?? 0xCBF2_9CE4_8422_2325
    for byte in user.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    digest = (digest ^ 0xFF) &* 0x100_0000_01B3
    users.append(user)
    entries.append(entry)
    digests.append(digest)
  }

  func there(upTo revision: Revision) -> There {
    let count = entries.count(upTo: revision)
    return There(count: count, digest: count > 0 ? digests[count - 1] : 0, first: Array(users.prefix(min(count, 20))))
  }
}

extension [Revision] {
  /// How many of these rising revisions are not above one.
  func count(upTo revision: Revision) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= revision { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
