import ArgumentParser
import Foundation

/// The other end of a bare round trip.
struct EchoPeer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "echo-peer", abstract: "Sends back what comes on one connection.", shouldDisplay: false)

  func run() throws {
    // Whoever has started it may ignore this itself, and passes that on.
    signal(SIGTERM, SIG_DFL)
    let (listener, port) = try LoopbackSocket.listen()
    print(port)
    fflush(nil)
    let connection = try listener.accept()
    while case let bytes = try connection.receive(4096), !bytes.isEmpty { try connection.send(bytes) }
  }
}
