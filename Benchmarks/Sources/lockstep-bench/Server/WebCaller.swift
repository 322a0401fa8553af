import Foundation
import FoundationNetworking

/// Somebody who asks the server over HTTP: an operator at a browser, or a program with a token.
struct WebCaller: Sendable {
  let url: String
  var headers: [String: String] = [:]

  struct Answer: Sendable {
    let status: Int
    let body: Data
    let cookie: String?
    let isFromElsewhere: Bool
  }

  struct Refused: Error {
    let path: String
    let status: Int
    let body: String
  }

  /// - Throws: ``Refused`` for any status but one of success, and where another page came than the one that was asked
  ///   for, such as that to sign in.
  @discardableResult
  func send(_ verb: String, _ path: String, _ body: String? = nil) async throws -> Answer {
    let answer = try await answer(verb, path, body)
    guard (200..<300).contains(answer.status), !answer.isFromElsewhere else {
      throw Refused(path: path, status: answer.status, body: String(decoding: answer.body, as: UTF8.self))
    }
    return answer
  }

  /// From the request to the last byte of the answer.
  func milliseconds(_ path: String) async throws -> Double {
    let started = ContinuousClock.now
    try await send("GET", path)
    return (ContinuousClock.now - started).inMilliseconds
  }

  func json<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) async throws -> Value {
    try JSONDecoder().decode(type, from: try await send("GET", path).body)
  }

  /// The value of a counter of `/metrics`, over all its labels.
  func counter(_ name: String) async throws -> Double {
    let text = String(decoding: try await send("GET", "/metrics").body, as: UTF8.self)
    return text.split(separator: "\n").filter { $0.hasPrefix("\(name) ") || $0.hasPrefix("\(name){") }
      .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
  }

  /// Without cookies of its own: two servers on one address would get each other's.
  private static let session = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    return URLSession(configuration: configuration)
  }()

  private func answer(_ verb: String, _ path: String, _ body: String?) async throws -> Answer {
    guard let address = URL(string: url + path) else { throw URLError(.badURL) }
    var request = URLRequest(url: address, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 600)
    request.httpMethod = verb
    request.httpBody = body.map { Data($0.utf8) }
    request.httpShouldHandleCookies = false
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    return try await withCheckedThrowingContinuation { continuation in
      Self.session.dataTask(with: request) { data, response, error in
        if let response = response as? HTTPURLResponse {
          continuation.resume(
            returning: Answer(
              status: response.statusCode, body: data ?? Data(),
              cookie: response.value(forHTTPHeaderField: "set-cookie"),
              isFromElsewhere: response.url?.path != address.path))
        } else {
          continuation.resume(throwing: error ?? URLError(.unknown))
        }
      }.resume()
    }
  }
}
