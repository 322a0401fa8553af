import AdminModel
import Foundation
import FoundationNetworking
import Testing

/// Somebody at a browser: a cookie, and the token that pages of the server know.
struct Browser: Sendable {
  let url: String
  var cookie: String?
  var csrfToken: String?

  struct Answer: Sendable {
    let status: Int
    let data: Data
    let cookie: String?
    let fields: [String: String]

    func problem() throws -> Problem { try AdminJSON.decoder.decode(Problem.self, from: data) }
  }

  func send(
    _ verb: String, _ path: String, json: String? = nil, origin: String? = nil, accept: String? = nil
  ) async throws -> Answer {
    var request = URLRequest(url: try #require(URL(string: url + path)))
    request.httpMethod = verb
    request.httpShouldHandleCookies = false
    request.httpBody = json.map { Data($0.utf8) }
    if let cookie { request.setValue(cookie, forHTTPHeaderField: "cookie") }
    if let csrfToken { request.setValue(csrfToken, forHTTPHeaderField: "x-csrf-token") }
    if let accept { request.setValue(accept, forHTTPHeaderField: "accept") }
    if let origin { request.setValue(origin, forHTTPHeaderField: "origin") }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpShouldSetCookies = false
    configuration.httpCookieStorage = nil
    let (data, response) = try await URLSession(configuration: configuration).data(for: request)
    let answer = try #require(response as? HTTPURLResponse)
    return Answer(
      status: answer.statusCode, data: data, cookie: answer.value(forHTTPHeaderField: "set-cookie"),
      fields: answer.allHeaderFields.reduce(into: [:]) { $0["\($1.key)".lowercased()] = "\($1.value)" })
  }

  /// Gives a password by a link, and is signed in after it.
  mutating func give(_ password: String, byLink token: String, name: String? = nil) async throws -> Answer {
    let answer = try await send(
      "POST", "/api/v1/sign-in/link",
      json: String(
        decoding: AdminJSON.encoder.encode(
          LinkBody(token: token, password: password, name: name)), as: UTF8.self))
    try keep(answer)
    return answer
  }

  mutating func signIn(_ name: String, _ password: String) async throws -> Answer {
    let body = try AdminJSON.encoder.encode(SignInBody(name: name, password: password))
    let answer = try await send("POST", "/api/v1/sign-in", json: String(decoding: body, as: UTF8.self))
    try keep(answer)
    return answer
  }

  private mutating func keep(_ answer: Answer) throws {
    guard answer.status == 200, let field = answer.cookie else { return }
    cookie = String(field.prefix { $0 != ";" })
    csrfToken = try AdminJSON.decoder.decode(MeResource.self, from: answer.data).csrfToken
  }
}
