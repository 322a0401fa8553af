/// A person of a people file.
public struct PersonRow: Hashable, Sendable {
  /// The line of the file on which the row begins; the first is 1.
  public let line: Int
  public let firstName: String
  public let lastName: String
  public let email: String
  /// As the file writes it, leading zeros included.
  public let id: String
  /// The number that the ID is on devices.
  public let number: CardNumber
  /// Nil where the file has no such column.
  public let syncID: String?

  public init(
    line: Int, firstName: String, lastName: String, email: String, id: String, number: CardNumber, syncID: String?
  ) {
    self.line = line
    self.firstName = firstName
    self.lastName = lastName
    self.email = email
    self.id = id
    self.number = number
    self.syncID = syncID
  }

  /// What the row is found by: the Sync ID where there is one, else the e-mail address, whatever its case (AUTO-3).
  public var key: String { syncID ?? email.lowercased() }
}
