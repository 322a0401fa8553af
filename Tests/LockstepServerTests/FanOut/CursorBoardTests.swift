import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepServer
@testable import LockstepStore

struct CursorBoardTests {
  private func taken(_ board: CursorBoard) -> [SessionKey: Revision] {
    var all: [SessionKey: Revision] = [:]
    board.take { all = $0 }
    return all
  }

  private func key(_ number: Int64 = 1, _ device: UInt32 = 1001) throws -> SessionKey {
    SessionKey(device: try #require(DeviceID(device)), number: number)
  }

  @Test("SEND-4 cursors that have moved are handed over once")
  func moved() throws {
    let (board, key) = (CursorBoard(), try key())
    board.note(key, 5)
    board.note(key, 7)
    #expect(taken(board) == [key: 7])
    board.note(key, 7)
    #expect(taken(board).isEmpty)
    #expect(board.current == [key: 7])
  }

  @Test("LOG-4 a cursor from before it was set anew is not saved over that, and the one after it is")
  func restart() throws {
    let (board, key, other) = (CursorBoard(), try key(), try key(1, 1002))
    board.note(key, 500)
    board.note(other, 9)
    board.willRestart(key)
    // Still on its way: the driver does not know yet.
    board.note(key, 501)
    #expect(taken(board) == [other: 9])
    board.restarted(key)
    board.note(key, 0)
    #expect(taken(board) == [key: 0])
  }

  @Test("SEND-4 a session that ends hands over where it got to, once, unless its cursor is being set anew")
  func end() throws {
    let (board, key) = (CursorBoard(), try key())
    board.note(key, 5)
    #expect(taken(board) == [key: 5])
    #expect(board.end(key) == nil)
    board.note(key, 7)
    #expect(board.end(try self.key(2)) == nil)
    #expect(board.end(key) == 7)
    #expect(board.end(key) == nil)
    #expect(taken(board).isEmpty)
    board.note(key, 8)
    board.willRestart(key)
    #expect(board.end(key) == nil)
  }

  @Test("SEC-7 a newer session of the device is not held up by the end of an older one")
  func newerSession() throws {
    let (board, old, new) = (CursorBoard(), try key(1), try key(2))
    board.willRestart(old)
    board.note(new, 3)
    #expect(taken(board) == [new: 3])
  }
}
