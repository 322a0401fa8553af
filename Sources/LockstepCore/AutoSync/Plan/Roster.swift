/// What a project knows of the people that it manages, as numbers: what they are found by, and what the file said of them.
public struct Roster: Sendable {
  public struct Entry: Sendable {
    public let user: UserID
    public let email: UInt64
    /// Nil while the person has no Sync ID.
    public let syncID: UInt64?
    public let content: UInt64

    public init(user: UserID, email: UInt64, syncID: UInt64?, content: UInt64) {
      self.user = user
      self.email = email
      self.syncID = syncID
      self.content = content
    }
  }

  public private(set) var entries: [Entry] = []
  private var byEmail: [UInt64: Int32] = [:]
  private var bySyncID: [UInt64: Int32] = [:]

  /// - Parameter count: how many people there will be.
  public init(reserving count: Int = 0) {
    entries.reserveCapacity(count)
    byEmail.reserveCapacity(count)
    bySyncID.reserveCapacity(count)
  }

  public mutating func add(_ entry: Entry) {
    let index = Int32(entries.count)
    entries.append(entry)
    if let syncID = entry.syncID { bySyncID[syncID] = index }
    byEmail[entry.email] = index
  }

  /// Whom a row is about (AUTO-3): found by the Sync ID where the file has one, else by the e-mail address. Somebody
  /// found by the address whose Sync ID is vacant is the same person.
  func index(email: UInt64, syncID: UInt64?) -> Int? {
    guard let syncID else { return byEmail[email].map(Int.init) }
    if let found = bySyncID[syncID] { return Int(found) }
    guard let found = byEmail[email], entries[Int(found)].syncID == nil else { return nil }
    return Int(found)
  }
}
