import AdminModel
import Foundation
import Hummingbird

extension Request {
  /// The body, decoded strictly.
  ///
  /// - Throws: `BodyError`; an error of status 413 for a body that is too large.
  func body<Body: AdminModel.RequestBody>(
    as _: Body.Type = Body.self, upTo largest: Int = AdminContext.largestBody
  ) async throws -> Body {
    let buffer = try await body.collect(upTo: largest)
    return try Body.decode(Data(buffer.readableBytesView))
  }
}
