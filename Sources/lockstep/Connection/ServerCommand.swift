import AdminClient
import ArgumentParser
import Foundation

/// A command that talks to a server.
protocol ServerCommand: AsyncParsableCommand {
  var server: ServerOptions { get }

  func run(_ client: AdminClient) async throws
}

extension ServerCommand {
  func run() async throws {
    let token = server.readToken()
    do {
      try await AdminClient.with(server: server.serverURL, token: token ?? "", trust: server.trust) {
        try await run($0)
      }
    } catch let error as AdminClientError {
      throw Failure(error, missingToken: token == nil ? server.tokenPath : nil).told()
    }
  }
}
