import AdminModel
import Foundation
import Hummingbird

extension Request {
  /// The body, decoded strictly.
  ///
  /// - Throws: `BodyError`; ``RequestError/tooLarge(limit:)``.
  func body<Body: AdminModel.RequestBody>(
    as _: Body.Type = Body.self, upTo largest: Int = AdminContext.largestBody
  ) async throws -> Body {
    // What says that it is too large is not read at all.
    if let length = headers[.contentLength].flatMap({ Int($0) }), length > largest {
      throw RequestError.tooLarge(limit: largest)
    }
    let buffer: ByteBuffer
    do {
      buffer = try await body.collect(upTo: largest)
    } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
      throw RequestError.tooLarge(limit: largest)
    }
    return try Body.decode(Data(buffer.readableBytesView))
  }
}
