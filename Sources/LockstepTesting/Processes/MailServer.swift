import Foundation
import Synchronization

/// A real mail server (aiosmtpd) in a process of its own, on a port that the system chose. What it does with a mail is said
/// by the recipient's address: see `Tests/IntegrationTests/Support/smtp_server.py`.
public final class MailServer: Sendable {
  /// What happened at the server.
  public enum Event: Sendable {
    case mail(ReceivedMail)
    /// An address was named, and answered so.
    case recipient(String, answer: String)
    case signIn(isRight: Bool)
    /// A mail waits for ``goOn()``.
    case waiting
  }

  public let port: Int
  /// The certificate (PEM) that its own is checked against; empty without TLS.
  public let authority: String
  private let process: ProcessHandle
  private let state = Mutex(State())

  private struct State {
    var events: [Event] = []
    var hasEnded = false
    var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
    var last = 0
  }

  /// - Parameters:
  ///   - options: of `smtp_server.py`.
  ///   - port: of an earlier one that has ended; 0 lets the system choose.
  public static func start(_ options: String..., port: Int = 0) async throws -> MailServer {
    try await start(options, port: port)
  }

  public static func start(_ options: [String], port: Int = 0) async throws -> MailServer {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let script = root.appendingPathComponent("Tests/IntegrationTests/Support/smtp_server.py").path
    let process = try ProcessHandle(["/usr/bin/python3", "-u", script, "--port", "\(port)"] + options)
    var lines = process.lines.makeAsyncIterator()
    guard let line = await lines.next(), let listening = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)),
      let port = listening.port
    else { throw NotStarted(errors: process.errors) }
    let server = MailServer(port: port, authority: listening.authority ?? "", process: process)
    Task { [weak server, lines = process.lines] in
      for await line in lines { server?.note(line) }
      server?.end()
    }
    return server
  }

  public struct NotStarted: Error {
    public let errors: String
  }

  /// The server ended before.
  public struct Ended: Error {}

  private struct Line: Decodable {
    let event: String
    let port: Int?
    let authority: String?
    let address: String?
    let answer: String?
    let right: Bool?
  }

  private init(port: Int, authority: String, process: ProcessHandle) {
    self.port = port
    self.authority = authority
    self.process = process
  }

  public var events: [Event] { state.withLock { $0.events } }

  public var mails: [ReceivedMail] { events.compactMap { if case .mail(let mail) = $0 { mail } else { nil } } }

  /// The first of all mails, earlier ones too, that is so.
  public func mail(where matches: (ReceivedMail) -> Bool) async throws -> ReceivedMail {
    try await event { if case .mail(let mail) = $0, matches(mail) { mail } else { nil } }
  }

  /// The first mail to an address.
  public func mail(to recipient: String) async throws -> ReceivedMail {
    try await mail { $0.recipients.contains(recipient) }
  }

  /// Waits for this many mails.
  @discardableResult
  public func mails(count: Int) async throws -> [ReceivedMail] {
    let news = watch()
    for await _ in news {
      let mails = mails
      if mails.count >= count { return mails }
    }
    throw Ended()
  }

  /// The first of all events that the body makes something of.
  @discardableResult
  public func event<Value>(_ body: (Event) -> Value?) async throws -> Value {
    let news = watch()
    for await _ in news {
      if let value = events.lazy.compactMap(body).first { return value }
    }
    throw Ended()
  }

  /// Answers a mail to `slow…`.
  public func goOn() throws { try process.write("go on") }

  /// Ends the server; its port is free when this returns.
  public func stop() async { _ = await process.end(SIGKILL) }

  // MARK: What it says

  private func note(_ text: String) {
    guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)), let event = event(line, text) else {
      return
    }
    let watchers = state.withLock { state in
      state.events.append(event)
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.yield() }
  }

  private func event(_ line: Line, _ text: String) -> Event? {
    switch line.event {
    case "mail": (try? JSONDecoder().decode(ReceivedMail.self, from: Data(text.utf8))).map { .mail($0) }
    case "recipient": .recipient(line.address ?? "", answer: line.answer ?? "")
    case "sign-in": .signIn(isRight: line.right ?? false)
    case "waiting": .waiting
    default: nil
    }
  }

  private func end() {
    let watchers = state.withLock { state in
      state.hasEnded = true
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.finish() }
  }

  /// An element at once, and one for any number of events since the last.
  private func watch() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    continuation.yield()
    let (id, hasEnded) = state.withLock { state in
      state.last += 1
      state.watchers[state.last] = continuation
      return (state.last, state.hasEnded)
    }
    if hasEnded { continuation.finish() }
    continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.watchers[id] = nil } }
    return stream
  }
}
