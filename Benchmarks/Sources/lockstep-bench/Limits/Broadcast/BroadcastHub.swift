import BenchInputs
import DeviceProtocol
import Foundation
import LockstepCore
import NIOCore
import Synchronization

/// What the connections of a bare broadcast share: who is there, and which logs wait for the writer.
final class BroadcastHub: Sendable {
  /// A connection, from any thread.
  struct Link: Sendable {
    let device: DeviceID
    let connection: NIOLoopBound<BroadcastConnection>
  }

  private struct Upload: Sendable {
    let link: Link
    let request: UInt64
    let entries: [LogEntry]
  }

  private struct State: Sendable {
    var links: [[Link]] = []
    var waiting: [Upload] = []
    var revision: Revision = 0
  }

  private let state = Mutex(State())
  private let isWaiting = DispatchSemaphore(value: 0)
  private static let server = ServerID(Array(repeating: 1, count: 16))

  /// Of one event loop stand together.
  func add(_ link: Link) {
    state.withLock { state in
      let loop = link.connection.eventLoop
      if let index = state.links.firstIndex(where: { $0.first?.connection.eventLoop === loop }) {
        state.links[index].append(link)
      } else {
        state.links.append([link])
      }
    }
  }

  func store(_ entries: [LogEntry], request: UInt64, of link: Link) {
    state.withLock { $0.waiting.append(Upload(link: link, request: request, entries: entries)) }
    isWaiting.signal()
  }

  /// Waits until there is something, and stores all of it in one durable transaction. Then each is acknowledged, and who was
  /// enrolled is asked for.
  func storeWaiting(in events: PlainEvents) throws {
    isWaiting.wait()
    let uploads = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    guard !uploads.isEmpty else { return }
    let first = PreparedDirectory.firstDevice
    try events.store(
      uploads.map { (Int($0.link.device.number - first), $0.entries.count) }, users: 100)
    for upload in uploads {
      let connection = upload.link.connection
      connection.eventLoop.execute { connection.value.stored(upload.entries, request: upload.request) }
    }
  }

  /// Everybody but the door that it comes from is written the record, encoded once.
  func broadcast(_ record: UserRecord, from source: DeviceID) {
    guard let server = Self.server else { return }
    let (links, revision) = state.withLock { state in
      state.revision += 1
      return (state.links, state.revision)
    }
    let base = Base(server: server, incarnation: revision, revision: revision)
    let bytes = UserState(record: record, base: base).encoded()
    for together in links {
      together.first?.connection.eventLoop.execute {
        for link in together where link.device != source { link.connection.value.write(bytes) }
      }
    }
  }
}
