import AdminModel
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// The HTTP API, typed. Methods are grouped by resource, one file each; lists come page by page behind the scenes.
public final class AdminClient: Sendable {
  let address: ServerAddress
  private let token: String
  private let http: HTTPClient
  /// For answers that do not end by themselves.
  private let streaming: HTTPClient

  /// The server writes something every 15 seconds: after three times that it is not there any more, whatever the system
  /// thinks of the connection.
  public static let longestSilence = Duration.seconds(45)

  /// An answer is a page or one resource; what is longer is not ours.
  private static let largestAnswer = 64 << 20

  /// - Parameters:
  ///   - server: `http://HOST:PORT` or `https://HOST:PORT`.
  ///   - trust: whose certificate is taken for the server's, with https.
  /// - Throws: ``AdminClientError/wrongAddress(_:)``, ``AdminClientError/wrongAuthority(_:)``.
  ///   - longestSilence: after which a stream of events counts as lost.
  public init(
    server: String, token: String, trust: ServerTrust = .system, longestSilence: Duration = AdminClient.longestSilence
  ) throws(AdminClientError) {
    address = try ServerAddress(server)
    self.token = token
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    if address.isSecure { configuration.tlsConfiguration = try trust.configuration() }
    configuration.timeout.connect = .seconds(5)
    // A refused connection is told at once, not after further tries.
    configuration.connectionPool.retryConnectionEstablishment = false
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    configuration.timeout.read = TimeAmount(longestSilence)
    streaming = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Ends every connection. To be called once, after the last request.
  public func shutDown() async {
    try? await http.shutdown()
    try? await streaming.shutdown()
  }

  /// Gives a client for the time of the body.
  public static func with<Value: Sendable>(
    server: String, token: String, trust: ServerTrust = .system, _ body: (AdminClient) async throws -> Value
  ) async throws -> Value {
    let client = try AdminClient(server: server, token: token, trust: trust)
    do {
      let value = try await body(client)
      await client.shutDown()
      return value
    } catch {
      await client.shutDown()
      throw error
    }
  }
}

/// A verb of HTTP.
enum Verb: String {
  case get = "GET"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"
}

extension AdminClient {
  /// Sends a request and decodes the answer.
  ///
  /// - Throws: ``AdminClientError``, or `CancellationError`.
  func send<Answer: Decodable>(
    _ verb: Verb, _ path: String..., query: [(String, String?)] = [], body: (any RequestBody)? = nil,
    timeout: TimeAmount = .seconds(60), as _: Answer.Type = Answer.self
  ) async throws -> Answer {
    try await send(verb, at: path, query: query, body: body, timeout: timeout)
  }

  /// The same, with the path in a list.
  func send<Answer: Decodable>(
    _ verb: Verb, at path: [String], query: [(String, String?)] = [], body: (any RequestBody)? = nil,
    timeout: TimeAmount = .seconds(60)
  ) async throws -> Answer {
    let data = try await exchange(verb, path, query, body, timeout)
    do {
      return try AdminJSON.decoder.decode(Answer.self, from: data)
    } catch {
      throw AdminClientError.unexpected(server: address.text, reason: "its answer cannot be read")
    }
  }

  /// Sends a request whose answer says nothing more than that it is done.
  func send(
    _ verb: Verb, _ path: String..., query: [(String, String?)] = [], body: (any RequestBody)? = nil
  ) async throws { _ = try await exchange(verb, path, query, body, .seconds(60)) }

  private func exchange(
    _ verb: Verb, _ path: [String], _ query: [(String, String?)], _ body: (any RequestBody)?, _ timeout: TimeAmount
  ) async throws -> Data {
    var request = request(verb, path, query)
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(try AdminJSON.encoder.encode(body))
    }
    let response = try await reaching { try await http.execute(request, timeout: timeout) }
    let bytes = try await reaching { try await response.body.collect(upTo: Self.largestAnswer) }
    let data = Data(bytes.readableBytesView)
    guard (200..<300).contains(response.status.code) else { throw refusal(response.status.code, data) }
    return data
  }

  /// Opens an answer that does not end by itself.
  func open(_ path: [String], query: [(String, String?)], headers: [(String, String)]) async throws
    -> HTTPClientResponse.Body
  {
    var request = request(.get, path, query)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await reaching { try await streaming.execute(request, deadline: .distantFuture) }
    guard response.status.code == 200 else {
      let bytes = try await reaching { try await response.body.collect(upTo: Self.largestAnswer) }
      throw refusal(response.status.code, Data(bytes.readableBytesView))
    }
    return response.body
  }

  /// Sends a body that is no JSON, and takes every answer.
  func upload(
    _ path: [String], _ query: [(String, String?)], _ body: HTTPClientRequest.Body
  ) async throws -> (status: UInt, Data) {
    var request = request(.put, path, query)
    request.headers.add(name: "content-type", value: "text/csv")
    request.body = body
    let response = try await reaching { [request] in try await http.execute(request, timeout: .minutes(10)) }
    let bytes = try await reaching { try await response.body.collect(upTo: Self.largestAnswer) }
    return (response.status.code, Data(bytes.readableBytesView))
  }

  private func request(_ verb: Verb, _ path: [String], _ query: [(String, String?)]) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: address.url(path, query))
    request.method = HTTPMethod(rawValue: verb.rawValue)
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    return request
  }

  func refusal(_ status: UInt, _ data: Data) -> AdminClientError {
    guard let problem = try? AdminJSON.decoder.decode(Problem.self, from: data) else {
      if data.starts(with: "This port speaks HTTPS".utf8) {
        return .unexpected(server: address.text, reason: "it speaks https, not http")
      }
      return .unexpected(server: address.text, reason: "status \(status) without a reason")
    }
    return .refused(problem)
  }

  private func reaching<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch {
      throw Self.meaning(of: error, from: address)
    }
  }

  /// What goes wrong on the way is that the server was not reached, unless the caller stopped waiting.
  static func meaning(of error: any Error, from address: ServerAddress) -> any Error {
    if error is CancellationError || error as? HTTPClientError == .cancelled { return CancellationError() }
    return AdminClientError.notReached(server: address.text, reason: words(error))
  }

  private static func words(of error: NIOSSLError) -> String {
    let text = "\(error)"
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return "its certificate has expired, or is signed by nobody who is trusted here"
    }
    let isPlain = text.contains("WRONG_VERSION_NUMBER") || text.contains("ALERT_PROTOCOL_VERSION")
    return isPlain ? "it does not speak https" : "the TLS handshake failed"
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError where error == .connectTimeout: "it does not answer"
    case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
      "its answer did not come in time"
    case let error as HTTPClientError where error == .remoteConnectionClosed: "it closed the connection"
    case let error as IOError where error.errnoCode == ECONNREFUSED: "nothing listens there"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case is HTTPParserError: "it does not speak http"
    case let error as SocketAddressError.UnknownHost: "no address is known for \(error.host)"
    case let error as NIOSSLError: words(of: error)
    case is NIOSSLExtraError: "its certificate is for another name"
    default: words(ofText: "\(error)")
    }
  }

  /// Errors of a module that is not seen here, by what they say.
  private static func words(ofText text: String) -> String {
    if text.contains("Connection refused") { return "nothing listens there" }
    return text.contains("UnknownHost") ? "no address is known for this name" : text
  }
}
