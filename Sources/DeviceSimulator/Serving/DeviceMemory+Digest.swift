import DeviceProtocol
import LockstepCore

extension DeviceMemory {
  /// The sum of the users' digests, made anew from the stored records with this key. For comparing a device with what it
  /// should hold.
  public func contentDigest(key: [UInt8]) -> UInt128 {
    users.values.reduce(0) { $0 &+ ContentDigest.of($1.record, key: key) }
  }

  func digest(_ ask: ReadDigest) -> Digest {
    var left = Set(ask.leaveOut)
    left.formIntersection(users.keys)
    var digest = Digest(count: users.count - left.count, sum: 0, log: log.lastID)
    if ask.isDeep {
      for (id, user) in users where !left.contains(id) { digest.sum &+= value(of: user, deep: true) }
    } else {
      digest.sum = left.reduce(digestSum) { $0 &- (users[$1]?.digest ?? 0) }
    }
    switch ask.what {
    case .everything: break
    case .buckets: digest.buckets = buckets(without: left, deep: ask.isDeep)
    case .list(let buckets, let after, let limit):
      let wanted = Set(buckets)
      var page = users.filter { id, user in
        (wanted.isEmpty || wanted.contains(user.content.bucket)) && !left.contains(id)
          && after.utf8.lexicographicallyPrecedes(id.text.utf8)
      }.sorted { $0.key < $1.key }
      let most = Self.page(limit)
      digest.more = page.count > most
      page = Array(page.prefix(most))
      digest.users = page.map { id, user in
        ListedUser(
          user: id, digest: value(of: user, deep: ask.isDeep), base: user.base, isEdited: user.isEdited,
          editMark: user.editMark)
      }
    }
    return digest
  }

  private func buckets(without left: Set<UserID>, deep: Bool) -> [Digest.Bucket] {
    var buckets: [UInt32: Digest.Bucket] = [:]
    for (id, user) in users where !left.contains(id) {
      let number = user.content.bucket
      var bucket = buckets[number] ?? Digest.Bucket(number: number, count: 0, sum: 0)
      bucket.count += 1
      bucket.sum &+= value(of: user, deep: deep)
      buckets[number] = bucket
    }
    return buckets.values.sorted { $0.number < $1.number }
  }

  private func value(of user: StoredUser, deep: Bool) -> UInt128 {
    deep ? ContentDigest.of(user.record, key: digestKey) : user.digest
  }
}
