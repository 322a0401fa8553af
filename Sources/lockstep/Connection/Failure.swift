import AdminClient
import AdminModel
import ArgumentParser
import Foundation

/// Why a command ends with another code than 0.
struct Failure {
  let message: String
  let code: ExitCode

  /// The server said no.
  static let refused = ExitCode(1)
  /// The server was not reached.
  static let notReached = ExitCode(5)

  init(_ message: String, code: ExitCode = Failure.refused) {
    self.message = message
    self.code = code
  }

  /// - Parameter missingToken: the token file that could not be read.
  init(_ error: AdminClientError, missingToken: String?) {
    switch error {
    case .refused(let problem) where problem.status == 401:
      let token = missingToken.map { "the token file \($0) cannot be read; name it with --token-file" }
      self.init(token ?? "the server does not know this token; name its file with --token-file")
    case .refused: self.init(error.description)
    case .notReached: self.init("\(error.description). Is `lockstep serve` running?", code: Self.notReached)
    case .unexpected: self.init(error.description, code: Self.notReached)
    case .wrongAddress, .wrongAuthority: self.init(error.description, code: .validationFailure)
    }
  }

  /// Writes the message to standard error.
  ///
  /// - Returns: what to throw, so that the process ends with the code.
  func told() -> ExitCode {
    StandardError.write("lockstep: \(message)\n")
    return code
  }
}
