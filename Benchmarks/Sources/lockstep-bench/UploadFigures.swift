import Foundation
import FoundationNetworking
import Synchronization

/// How long operators wait while a people file is applied by the same server.
struct UploadFigures {
  let url: String
  let token: String
  let people: Int

  func measure() throws -> [Figure] {
    try check(send("POST", "/api/v1/projects", Data(#"{"name":"Upload"}"#.utf8)), 201)
    let idle = try (0..<200).map { _ in try time("/api/v1/users") }.sorted()
    let outcome = Outcome()
    let started = ContinuousClock.now
    Thread {
      outcome.set(
        Result {
          try check(send("PUT", "/api/v1/projects/upload/auto-sync", Data(PeopleCSV(people: people).bytes)), 200)
        })
    }.start()
    var busy: [Double] = []
    while !outcome.isThere { busy.append(try time("/api/v1/users")) }
    try outcome.get()
    let taken = ContinuousClock.now - started
    let limit = max(3 * Self.p99(idle), 50)
    return [
      Figure("upload of \(people) new people, by HTTP", Double(taken.components.seconds) * 1000, "ms"),
      Figure("/api/v1/users, p99, idle", Self.p99(idle), "ms"),
      Figure("/api/v1/users, p99, during the upload", Self.p99(busy.sorted()), "ms", atMost: limit),
    ]
  }

  /// Of the upload, which runs on a thread of its own.
  private final class Outcome: Sendable {
    private let result = Mutex<Result<Void, any Error>?>(nil)

    var isThere: Bool { result.withLock { $0 != nil } }

    func set(_ value: Result<Void, any Error>) { result.withLock { $0 = value } }

    func get() throws { try result.withLock { $0 }?.get() }
  }

  private static func p99(_ sorted: [Double]) -> Double { sorted[min(sorted.count - 1, sorted.count * 99 / 100)] }

  private func time(_ path: String) throws -> Double {
    let started = ContinuousClock.now
    try check(send("GET", path, nil), 200)
    let taken = ContinuousClock.now - started
    return Double(taken.components.attoseconds) / 1e15 + Double(taken.components.seconds) * 1000
  }

  private func check(_ status: Int, _ expected: Int) throws {
    guard status == expected else { throw Refused(status: status) }
  }

  struct Refused: Error {
    let status: Int
  }

  private final class Box: @unchecked Sendable {
    // Written once, before the semaphore is signalled, and read after it.
    var result: Result<Int, any Error> = .failure(URLError(.unknown))
  }

  private func send(_ verb: String, _ path: String, _ body: Data?) throws -> Int {
    guard let address = URL(string: url + path) else { throw URLError(.badURL) }
    var request = URLRequest(url: address, timeoutInterval: 600)
    request.httpMethod = verb
    request.httpBody = body
    request.setValue("Bearer \(token)", forHTTPHeaderField: "authorization")
    let (box, done) = (Box(), DispatchSemaphore(value: 0))
    URLSession.shared.dataTask(with: request) { _, response, error in
      box.result = error.map { .failure($0) } ?? .success((response as? HTTPURLResponse)?.statusCode ?? 0)
      done.signal()
    }.resume()
    done.wait()
    return try box.result.get()
  }
}
