/// What is wrong with a request before the store is asked.
enum RequestError: Error, Hashable, Sendable {
  case unauthorized
  /// A part of the path or the query, and what is expected there.
  case parameter(String, String)
  case changed(String)
}
