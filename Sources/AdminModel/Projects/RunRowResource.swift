/// One row of a run: a person, or an error of the file.
public struct RunRowResource: Codable, Hashable, Sendable {
  /// Of the file; 0 for somebody who is missing.
  public var line: Int
  /// The user's ID; of an error the column.
  public var user: String
  /// The person's name; of an error the value, which a viewer is not told.
  public var name: String
  public var situation: String
  public var action: String
  /// `done`, `held`, `kept`, `none`, `refused`, or `would be done` in a dry run.
  public var result: String
  /// Why.
  public var note: String

  public init(line: Int, user: String, name: String, situation: String, action: String, result: String, note: String) {
    self.line = line
    self.user = user
    self.name = name
    self.situation = situation
    self.action = action
    self.result = result
    self.note = note
  }
}
