import AsyncHTTPClient
public import Foundation
import NIOCore

extension AdminClient {
  /// Reads a file of the server, piece by piece as it comes.
  ///
  /// - Throws: ``AdminClientError``, `CancellationError`, and what the sink throws.
  public func download(
    _ path: String..., query: [(String, String?)], to sink: (Data) throws -> Void
  ) async throws {
    var pieces = try await open(path, query: query, headers: []).makeAsyncIterator()
    while true {
      let piece: ByteBuffer?
      do {
        piece = try await pieces.next()
      } catch {
        throw Self.meaning(of: error, from: address)
      }
      guard let piece else { return }
      try sink(Data(piece.readableBytesView))
    }
  }
}
