import AdminModel
import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore
import ServiceLifecycle

/// Writes entries of the monitoring log as server-sent events as they come, and a comment now and then, so that both ends
/// notice a dead connection.
struct EventStream {
  /// More entries follow at once with the next read.
  static let mostAtOnce = 500
  private static let heartbeat = Duration.seconds(15)

  let engine: Engine
  var query: EventQuery
  var after: Int64
  /// Who follows; nil once their sign-in has ended, or their token was removed.
  let principal: @Sendable () async throws -> Principal?

  private enum Wake {
    case news
    case heartbeat
  }

  /// Ends when the client leaves, may not read any more, or the server stops.
  func write(to writer: inout any ResponseBodyWriter) async throws {
    var after = after
    let (wakes, wake) = AsyncStream<Wake>.makeStream(bufferingPolicy: .bufferingNewest(4))
    let news = engine.eventSignal.follow().cancelOnGracefulShutdown()
    // Sent at once, so that the client knows that it is heard.
    try await writer.write(ByteBuffer(string: ": following\n\n"))
    wake.yield(.news)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for await _ in news { wake.yield(.news) }
        wake.finish()
      }
      group.addTask {
        while !Task.isCancelled {
          try? await Task.sleep(for: Self.heartbeat)
          wake.yield(.heartbeat)
        }
      }
      for await wake in wakes {
        guard try await principal() != nil else { break }
        switch wake {
        case .news: try await writeNews(to: &writer, &after)
        case .heartbeat: try await writer.write(ByteBuffer(string: ": still here\n\n"))
        }
      }
      group.cancelAll()
    }
    try await writer.finish(nil)
  }

  private func writeNews(to writer: inout any ResponseBodyWriter, _ after: inout Int64) async throws {
    while true {
      var query = query
      query.direction = .after(after)
      let page = query
      let (events, wanted) = try await engine.store.read { store in
        let events = try store.events(page)
        let written = Set(events.filter { $0.kind == .log && $0.origin == .server }.compactMap(\.user))
        return (events, written.isEmpty ? [:] : try store.deviceCounts(inScopeOf: written))
      }
      guard let last = events.last else { return }
      var text = ""
      for event in events {
        var resource = EventResource(event)
        if event.origin == .server { resource.devices = event.user.flatMap { wanted[$0] } }
        let json = String(decoding: try AdminJSON.encoder.encode(resource), as: UTF8.self)
        text += "id: \(event.id)\ndata: \(json)\n\n"
      }
      try await writer.write(ByteBuffer(string: text))
      after = last.id
      guard events.count == query.limit else { return }
    }
  }
}
