/// How many people a run did what to.
public struct RunCountsResource: Codable, Hashable, Sendable {
  public var rows: Int
  public var added: Int
  public var linked: Int
  public var updated: Int
  public var deleted: Int
  public var unlinked: Int
  public var unchanged: Int
  public var kept: Int
  public var held: Int
  public var errors: Int

  public init(
    rows: Int, added: Int, linked: Int, updated: Int, deleted: Int, unlinked: Int, unchanged: Int, kept: Int, held: Int,
    errors: Int
  ) {
    self.rows = rows
    self.added = added
    self.linked = linked
    self.updated = updated
    self.deleted = deleted
    self.unlinked = unlinked
    self.unchanged = unchanged
    self.kept = kept
    self.held = held
    self.errors = errors
  }
}
