import LockstepCore
import Synchronization
import Testing

@testable import LockstepServer
@testable import LockstepStore

/// What is told to a connection that has not come to it yet.
struct ConnectionHandleTests {
  private final class Place: Sendable {
    let waiting = Mutex<[@Sendable () -> Void]>([])
    let heard = Mutex<[ConnectionHandle.Message]>([])

    func run() {
      let calls = waiting.withLock { waiting in
        defer { waiting = [] }
        return waiting
      }
      for call in calls { call() }
    }

    func makeHandle() -> ConnectionHandle {
      ConnectionHandle { call in
        self.waiting.withLock { $0.append(call) }
      } receive: { message in
        self.heard.withLock { $0.append(message) }
      }
    }

    /// The heads of the batches of each message; nil for a wake.
    var heads: [[Revision]?] {
      heard.withLock { $0 }.map { if case .changes(let batches) = $0 { batches.map(\.head) } else { nil } }
    }
  }

  private func batch(_ head: Revision) -> ChangeBatch {
    ChangeBatch(
      from: head - 1, head: head, changed: [], users: [], plain: [], isUrgent: false, takesUserUpdates: true,
      audience: nil)
  }

  @Test("SEND-4 changes that have not arrived yet arrive together, in their order, and none is lost")
  func together() {
    let place = Place()
    let handle = place.makeHandle()
    for head in 1...3 as ClosedRange<Revision> { handle.tell(batch(head)) }
    place.run()
    handle.tell(batch(4))
    place.run()
    #expect(place.heads == [[1, 2, 3], [4]])
  }

  @Test("SEND-12 a wake among what has not arrived yet is a wake: the device looks for all of it")
  func wakes() {
    let place = Place()
    let handle = place.makeHandle()
    handle.tell(batch(1))
    handle.wake()
    handle.tell(batch(2))
    place.run()
    handle.wake()
    handle.tell(batch(3))
    place.run()
    #expect(place.heads == [nil, nil])
  }

  @Test("of a connection that takes nothing for long only a wake is kept")
  func tooMany() {
    let place = Place()
    let handle = place.makeHandle()
    for head in 1...100 as ClosedRange<Revision> { handle.tell(batch(head)) }
    place.run()
    #expect(place.heads == [nil])
  }
}
