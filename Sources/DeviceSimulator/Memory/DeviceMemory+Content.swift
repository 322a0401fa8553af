import LockstepCore

/// The only places where users come, change and go: they keep the card index and the running digest true.
extension DeviceMemory {
  mutating func store(_ user: StoredUser, as id: UserID) {
    remove(id)
    var user = user
    user.digest = digestKey.isEmpty ? 0 : user.content.digest(key: digestKey)
    digestSum &+= user.digest
    for card in user.record.cards { cardHolders[card.number] = id }
    users[id] = user
  }

  @discardableResult
  mutating func remove(_ id: UserID) -> StoredUser? {
    guard let old = users.removeValue(forKey: id) else { return nil }
    digestSum &-= old.digest
    for card in old.record.cards where cardHolders[card.number] == id { cardHolders[card.number] = nil }
    return old
  }

  mutating func removeEverybody() {
    users = [:]
    cardHolders = [:]
    digestSum = 0
  }

  /// The key of the server's digests, from the welcome. A new one makes every digest anew.
  public mutating func setDigestKey(_ key: [UInt8]) {
    guard key != digestKey else { return }
    digestKey = key
    digestSum = 0
    for id in users.keys {
      guard var user = users[id] else { continue }
      user.digest = user.content.digest(key: key)
      digestSum &+= user.digest
      users[id] = user
    }
  }

  /// The record as this device can number it: without finger indexes the fingers are a list, in the order of their bytes.
  func numbered(_ record: UserRecord) -> UserRecord {
    guard !capabilities.fingerprintIndexes, !record.fingerprints.isEmpty else { return record }
    var numbered = record
    let sorted = record.fingerprints.map { ($0, CanonicalBytes.fingerValue($0)) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }
    numbered.setFingerprints(
      sorted.enumerated().map {
        Fingerprint(index: UInt8($0), templates: $1.0.templates, isDuress: $1.0.isDuress)
      })
    return numbered
  }

  /// Who holds one of these card numbers, other than the user itself.
  func holder(ofCardIn record: UserRecord) -> UserID? {
    for card in record.cards {
      if let holder = cardHolders[card.number], holder != record.id { return holder }
    }
    return nil
  }
}
