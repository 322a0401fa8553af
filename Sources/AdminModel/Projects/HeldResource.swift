/// One row, or one missing person, that waits for an operator.
public struct HeldResource: Codable, Hashable, Sendable {
  public var id: Int64
  public var run: Int64
  /// `deletions`, `column change`, `last row`, `needs a held person's value`, `same person?` or `conflict`.
  public var hold: String
  /// Of the file; 0 for somebody who is missing.
  public var line: Int
  /// Whom it concerns, if anybody is known.
  public var user: String
  public var name: String
  public var email: String
  /// The ID. Empty in an answer to a viewer.
  public var number: String
  public var situation: String
  /// What would be done.
  public var action: String
  /// Why it waits.
  public var note: String

  public init(
    id: Int64, run: Int64, hold: String, line: Int, user: String, name: String, email: String, number: String,
    situation: String, action: String, note: String
  ) {
    self.id = id
    self.run = run
    self.hold = hold
    self.line = line
    self.user = user
    self.name = name
    self.email = email
    self.number = number
    self.situation = situation
    self.action = action
    self.note = note
  }
}
