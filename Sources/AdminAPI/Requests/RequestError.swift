import LockstepCore

/// What is wrong with a request before the store is asked.
enum RequestError: Error, Hashable, Sendable {
  case unauthorized
  /// The role that the route needs.
  case forbidden(Role)
  /// A browser's request that does not come from a page of this server.
  case foreignPage
  /// A part of the path or the query, and what is expected there.
  case parameter(String, String)
  /// A part of the query that the route does not know, and those that it does.
  case unknownParameter(String, known: [String])
  /// A number of an entry above the newest, which this server in this state has not given out.
  case aheadOfLog(String, newest: Int64)
  case changed(String)
  /// A body that is packed, and how.
  case coding(String)
  /// A body over its limit, in bytes.
  case tooLarge(limit: Int)
}
