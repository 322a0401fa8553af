import HTTPTypes
import Hummingbird
import NIOCore

/// Answers `Expect: 100-continue` when the body is read, and not before: what is refused without it, such as a wrong key, is
/// never sent. Clients such as curl wait a second for that answer before they send a file anyway.
struct ContinueMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    guard request.headers[.expect]?.lowercased() == "100-continue" else { return try await next(request, context) }
    var request = request
    request.body = RequestBody(asyncSequence: AwaitedBody(body: request.body, channel: context.channel))
    return try await next(request, context)
  }
}

/// A body that the client sends once it is asked for.
private struct AwaitedBody: AsyncSequence, Sendable {
  typealias Element = ByteBuffer

  let body: RequestBody
  let channel: any Channel

  func makeAsyncIterator() -> Iterator { Iterator(pieces: body.makeAsyncIterator(), channel: channel) }

  struct Iterator: AsyncIteratorProtocol {
    var pieces: RequestBody.AsyncIterator
    /// Nil once the client was told.
    var channel: (any Channel)?

    mutating func next() async throws -> ByteBuffer? {
      if let channel {
        self.channel = nil
        try await channel.triggerUserOutboundEvent(ContinueHandler.BodyIsWanted()).get()
      }
      return try await pieces.next()
    }
  }
}
