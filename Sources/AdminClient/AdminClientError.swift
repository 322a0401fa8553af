public import AdminModel

/// Why a request did not do what it should.
public enum AdminClientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The server said no, and why.
  case refused(Problem)
  /// No answer came from this address.
  case notReached(server: String, reason: String)
  /// Something answered that does not speak this API.
  case unexpected(server: String, reason: String)
  /// The address is no `http://HOST:PORT` or `https://HOST:PORT`.
  case wrongAddress(String)
  /// The file has no certificate of an authority.
  case wrongAuthority(String)

  public var description: String {
    switch self {
    case .refused(let problem): problem.description
    case .notReached(let server, let reason): "the server at \(server) cannot be reached: \(reason)"
    case .unexpected(let server, let reason): "\(server) did not answer like a Lockstep server: \(reason)"
    case .wrongAddress(let address):
      "\(address) is no address of a server; expected http://HOST:PORT or https://HOST:PORT"
    case .wrongAuthority(let file): "\(file) cannot be read as certificates in PEM"
    }
  }
}

extension Problem {
  /// One line that people read.
  var description: String {
    var text = detail.isEmpty ? title : detail
    if let field, !text.contains(field) { text = "\(field): \(text)" }
    if let limit, !text.contains(limit) { text += " (\(limit))" }
    return text
  }
}
