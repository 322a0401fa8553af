package import DeviceProtocol
package import LockstepStore
import Synchronization

/// What the rest of the server may say to a connection, from any thread.
package final class ConnectionHandle: Sendable {
  package enum Message: Sendable {
    case wake
    /// In their order.
    case changes([ChangeBatch])
    case identifyAgain
    case setClock
    case compare(request: Int, isDeep: Bool)
    case close(Goodbye)
  }

  private let execute: @Sendable (@escaping @Sendable () -> Void) -> Void
  private let receive: @Sendable (Message) -> Void
  /// What has not arrived yet of wakes and changes.
  private let news = Mutex<Message?>(nil)
  /// Of a connection that takes nothing, no more is kept than this.
  private static let mostBatches = 64

  /// - Parameters:
  ///   - execute: brings a call to the connection's place.
  ///   - receive: called there.
  package init(
    execute: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
    receive: @escaping @Sendable (Message) -> Void
  ) {
    self.execute = execute
    self.receive = receive
  }

  package func send(_ message: Message) {
    execute { self.receive(message) }
  }

  /// Wakes that have not arrived yet are one.
  func wake() { tell(.wake) }

  /// With a wake that has not arrived yet it is a wake: the device looks for all of it.
  func tell(_ changes: ChangeBatch) { tell(.changes([changes])) }

  private func tell(_ message: Message) {
    let isFirst = news.withLock { news in
      guard news == nil else {
        if case (.changes(let earlier), .changes(let changes)) = (news, message), earlier.count < Self.mostBatches {
          news = .changes(earlier + changes)
        } else {
          news = .wake
        }
        return false
      }
      news = message
      return true
    }
    guard isFirst else { return }
    execute {
      let message = self.news.withLock { news in
        defer { news = nil }
        return news
      }
      if let message { self.receive(message) }
    }
  }
}
