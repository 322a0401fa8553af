public import AdminModel
import AsyncHTTPClient
public import Foundation
import NIOCore

extension AdminClient {
  /// Brings a project's people in step with a file, which is sent piece by piece.
  ///
  /// - Returns: also what a refused file is refused for.
  /// - Throws: ``AdminClientError``; an error of Foundation for a file that cannot be read.
  public func runAutoSync(_ project: String, file: URL, isDryRun: Bool = false) async throws -> RunResult {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    let size = try handle.seekToEnd()
    try handle.seek(toOffset: 0)
    let pieces = AsyncStream<ByteBuffer> {
      guard let piece = try? handle.read(upToCount: 1 << 18), !piece.isEmpty else { return nil }
      return ByteBuffer(bytes: piece)
    }
    let query = [("dry-run", isDryRun ? "true" : nil), ("file", file.lastPathComponent)]
    let (status, data) = try await upload(
      ["projects", project, "auto-sync"], query, .stream(pieces, length: .known(Int64(size))))
    if (200..<300).contains(status) || status == 422,
      let run = try? AdminJSON.decoder.decode(RunResult.self, from: data)
    {
      return run
    }
    throw refusal(status, data)
  }

  public func runs(_ project: String) -> Pages<RunResource> { pages("projects", project, "runs") }

  public func run(_ project: String, _ run: Int64) async throws -> RunResource {
    try await send(.get, "projects", project, "runs", "\(run)")
  }

  public func runRows(_ project: String, run: Int64) -> Pages<RunRowResource> {
    pages("projects", project, "runs", "\(run)", "rows")
  }

  public func held(_ project: String) -> Pages<HeldResource> { pages("projects", project, "held") }

  /// - Parameter set: the `heldSet` that was shown.
  public func approve(_ project: String, run: Int64, set: String) async throws -> RunResource {
    try await send(.post, "projects", project, "runs", "\(run)", "approve", body: HeldSetBody(set: set))
  }

  public func reject(_ project: String, run: Int64, set: String) async throws -> RunResource {
    try await send(.post, "projects", project, "runs", "\(run)", "reject", body: HeldSetBody(set: set))
  }

  /// - Parameter choice: `same-person` or `other-person`.
  public func choose(_ project: String, held: Int64, choice: String) async throws {
    try await send(.post, "projects", project, "held", "\(held)", body: PersonChoiceBody(choice: choice))
  }
}
