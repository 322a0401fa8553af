import AdminModel
import Foundation
import Hummingbird

/// Builds responses.
enum Answer {
  static func json(
    _ value: some Encodable, _ status: HTTPResponse.Status = .ok, version: Int64? = nil
  ) throws -> Response {
    var response = Response(status: status, headers: [.contentType: "application/json"], body: try body(value))
    if let version { response.headers[.eTag] = "\"\(version)\"" }
    return response
  }

  static func problem(_ problem: Problem) throws -> Response {
    var response = Response(
      status: HTTPResponse.Status(code: problem.status), headers: [.contentType: Problem.mediaType],
      body: try body(problem))
    if problem.status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }

  static func wrongVerb(_ verb: HTTPRequest.Method, allowed: [String]) throws -> Response {
    let list = allowed.joined(separator: ", ")
    var response = try problem(
      Problem(.methodNotAllowed, "\(verb.rawValue) is not possible at this address; it takes \(list)", limit: list))
    response.headers[.allow] = list
    return response
  }

  static var nothing: Response { Response(status: .noContent) }

  private static func body(_ value: some Encodable) throws -> ResponseBody {
    ResponseBody(byteBuffer: ByteBuffer(bytes: try AdminJSON.encoder.encode(value)))
  }
}
