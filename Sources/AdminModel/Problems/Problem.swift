/// Why a request was refused: RFC 9457 problem details.
public struct Problem: Codable, Hashable, Sendable {
  /// A URI reference that names the kind of problem.
  public var type: String
  public var title: String
  public var status: Int
  public var detail: String
  /// The field at fault.
  public var field: String?
  /// What is allowed there.
  public var limit: String?
  /// A word for programs.
  public var reason: String?
  /// With `reason` *confirmation-needed*: the code that confirms exactly these removals.
  public var confirm: String?
  /// With `reason` *confirmation-needed*.
  public var removals: [Removal]?

  public init(
    type: String, title: String, status: Int, detail: String, field: String? = nil, limit: String? = nil,
    reason: String? = nil, confirm: String? = nil, removals: [Removal]? = nil
  ) {
    self.type = type
    self.title = title
    self.status = status
    self.detail = detail
    self.field = field
    self.limit = limit
    self.reason = reason
    self.confirm = confirm
    self.removals = removals
  }
}

extension Problem {
  public static let confirmationNeeded = "confirmation-needed"
  /// Of a number of an entry above the newest.
  public static let aheadOfLog = "ahead-of-log"
  public static let mediaType = "application/problem+json"
}
