public import AdminModel
import AsyncHTTPClient
import Foundation
import NIOCore

/// Entries of the monitoring log as they come.
public struct LiveEvents: AsyncSequence, Sendable {
  public typealias Element = EventResource

  let client: AdminClient
  let body: HTTPClientResponse.Body

  public struct AsyncIterator: AsyncIteratorProtocol {
    let client: AdminClient
    var chunks: HTTPClientResponse.Body.AsyncIterator
    var parser = EventStreamParser()
    var waiting: ArraySlice<String> = []

    /// - Throws: ``AdminClientError/notReached(server:reason:)`` when the connection is lost.
    public mutating func next() async throws -> EventResource? {
      while waiting.isEmpty {
        guard let chunk = try await nextChunk() else {
          throw AdminClientError.notReached(server: client.address.text, reason: "it ended the stream of events")
        }
        waiting = parser.take(chunk.readableBytesView)[...]
      }
      let data = Data(waiting.removeFirst().utf8)
      guard let event = try? AdminJSON.decoder.decode(EventResource.self, from: data) else {
        throw AdminClientError.unexpected(server: client.address.text, reason: "an event cannot be read")
      }
      return event
    }

    private mutating func nextChunk() async throws -> ByteBuffer? {
      do {
        return try await chunks.next()
      } catch {
        throw AdminClient.meaning(of: error, from: client.address)
      }
    }
  }

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(client: client, chunks: body.makeAsyncIterator())
  }
}
