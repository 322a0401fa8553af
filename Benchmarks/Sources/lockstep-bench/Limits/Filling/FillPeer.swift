import ArgumentParser
import DeviceProtocol
import Foundation
import LockstepCore
import NIOCore

/// A program that does nothing but fill a device: it reads everybody, unseals and encodes them, and sends as many in a
/// frame as Lockstep does. It waits for no answer and remembers nothing.
struct FillPeer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fill-peer", abstract: "Sends everybody of a database on one connection.", shouldDisplay: false)

  @Argument(help: "The data directory.")
  var directory: String

  func run() throws {
    // Whoever has started it may ignore this itself, and passes that on.
    signal(SIGTERM, SIG_DFL)
    let folder = URL(fileURLWithPath: directory)
    let (seal, database) = (
      try PlainSeal(in: folder), try PlainDatabase(folder.appendingPathComponent("lockstep.sqlite"))
    )
    let users = try database.prepare("SELECT id, incarnation, revision, record FROM users ORDER BY revision")
    let (listener, port) = try LoopbackSocket.listen()
    print(port)
    fflush(nil)
    let connection = try listener.accept()
    var writes: [UserWrite] = []
    while try users.step() {
      writes.append(UserWrite(state: try state(of: users, seal)))
      if writes.count == 64 { try send(&writes, on: connection) }
    }
    try send(&writes, on: connection)
  }

  private func state(of row: PlainStatement, _ seal: PlainSeal) throws -> [UInt8] {
    guard let server = ServerID(Array(repeating: 1, count: 16)) else { throw CocoaError(.coderInvalidValue) }
    let record = try RecordBytes.decode(seal.open(row.bytes(3), at: "users/record/\(row.text(0))"))
    let base = Base(server: server, incarnation: row.integer(1), revision: row.integer(2))
    return UserState(record: record, base: base).encoded()
  }

  private func send(_ writes: inout [UserWrite], on connection: LoopbackSocket) throws {
    defer { writes = [] }
    let envelope = Envelope(requestID: 1, .request(.writeUsers(WriteUsers(epoch: 1, mark: 0, writes: writes))))
    var buffer = ByteBuffer()
    FrameEncoder().encode(data: envelope, out: &buffer)
    try connection.send(Array(buffer.readableBytesView))
  }
}
