import Foundation
import FoundationNetworking

/// `lockstep serve` as a process, and somebody who has signed in to it.
final class BenchedServer {
  private let process = Process()
  let url: String
  private var cookie = ""

  /// - Throws: ``NotStarted`` if it ends before it says where it listens.
  init(binary: String, directory: URL) throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = [
      "serve", "--data-directory", directory.path, "--device-address", "127.0.0.1:0", "--http-address", "127.0.0.1:0",
      "--log-level", "error", "--new-authority",
    ]
    process.standardOutput = output
    try process.run()
    var text = ""
    while !text.contains("First sign-in") {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw NotStarted(output: text) }
      text += String(decoding: data, as: UTF8.self)
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("HTTP: ") }
    url = String(line?.dropFirst("HTTP: ".count) ?? "")
    try signIn(directory)
  }

  struct NotStarted: Error {
    let output: String
  }

  private func signIn(_ directory: URL) throws {
    let link = try String(contentsOf: directory.appendingPathComponent("first-sign-in"), encoding: .utf8)
    let token = link.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "/").last ?? ""
    let body = #"{"token":"\#(token)","password":"a password for the bench"}"#
    let answer = try send("/api/v1/sign-in/link", body: body)
    cookie = String((answer.cookie ?? "").prefix { $0 != ";" })
  }

  /// Milliseconds from the request to the last byte of the answer.
  func time(_ path: String) throws -> Double {
    let started = ContinuousClock.now
    let answer = try send(path)
    guard answer.status == 200 else { throw Refused(path: path, status: answer.status) }
    let taken = ContinuousClock.now - started
    return Double(taken.components.attoseconds) / 1e15 + Double(taken.components.seconds) * 1000
  }

  struct Refused: Error {
    let path: String
    let status: Int
  }

  private struct Answer {
    let status: Int
    let cookie: String?
  }

  private final class Box: @unchecked Sendable {
    // Written once, before the semaphore is signalled, and read after it.
    var result: Result<Answer, any Error> = .failure(URLError(.unknown))
  }

  private func send(_ path: String, body: String? = nil) throws -> Answer {
    guard let address = URL(string: url + path) else { throw URLError(.badURL) }
    var request = URLRequest(url: address)
    request.httpMethod = body == nil ? "GET" : "POST"
    request.httpBody = body.map { Data($0.utf8) }
    request.httpShouldHandleCookies = false
    if !cookie.isEmpty { request.setValue(cookie, forHTTPHeaderField: "cookie") }
    let (box, done) = (Box(), DispatchSemaphore(value: 0))
    URLSession.shared.dataTask(with: request) { _, response, error in
      if let error {
        box.result = .failure(error)
      } else if let response = response as? HTTPURLResponse {
        box.result = .success(
          Answer(status: response.statusCode, cookie: response.value(forHTTPHeaderField: "set-cookie")))
      }
      done.signal()
    }.resume()
    done.wait()
    return try box.result.get()
  }

  func end() {
    process.terminate()
    process.waitUntilExit()
  }
}
