import Foundation
import LockstepCore
public import LockstepStore
import Logging
import Metrics
import Synchronization

/// Mail on its way out of the outbox (AUTO-13): settings, templates, what other parts do with it, and how it stands.
public final class Mailer: Sendable {
  let store: Store
  let committer: Committer
  let templates: MailTemplates
  let transport = MailTransport()
  let pace: MailPace
  let logger: Logger
  let clock: @Sendable () -> Int64
  /// Something may wait in the outbox.
  let signal = EventSignal()
  let line = Mutex(MailLine())
  let sent = Counter(label: "lockstep_mail_sent_total")
  let refused = Counter(label: "lockstep_mail_refused_total")
  let waiting = Meter(label: "lockstep_mail_waiting")
  private let data: URL
  private let chosenHooks = Mutex(MailHooks())
  private let console = Mutex("")

  /// - Parameters:
  ///   - data: the data directory, for templates of the operator and the password.
  ///   - clock: Unix milliseconds.
  init(
    store: Store, committer: Committer, data: URL, pace: MailPace, logger: Logger,
    clock: @escaping @Sendable () -> Int64
  ) {
    self.store = store
    self.committer = committer
    self.data = data
    self.pace = pace
    self.logger = logger
    self.clock = clock
    templates = MailTemplates(data: data, logger: logger)
  }

  /// What the parts of the server do with mails on their way; to be set before its services run.
  public var hooks: MailHooks {
    get { chosenHooks.withLock { $0 } }
    set { chosenHooks.withLock { $0 = newValue } }
  }

  /// Where people reach the console, without a `/` at the end; empty while nobody knows.
  public var consoleURL: String {
    get { console.withLock { $0 } }
    set {
      console.withLock { $0 = newValue.hasSuffix("/") ? String(newValue.dropLast()) : newValue }
      look()
    }
  }

  /// Looks into the outbox soon. Who posts by ``Engine/commit(_:)`` does not have to call it.
  public func look() { signal.notify() }

  /// The same, and does not wait any longer for a mail server that could not be used: because somebody wants it so, or has
  /// changed something.
  public func tryNow() {
    line.withLock { $0.answered() }
    look()
  }

  /// Why the mail server could not be used when it was last tried; nil if it could.
  public var problem: String? { line.withLock { $0.problem } }

  // MARK: The mail server

  /// Changes where mail is handed over, in the transaction that is given. The password is kept in a file, never in the
  /// database.
  ///
  /// - Parameter password: nil keeps the one that there is, if host, user and security are as before.
  /// - Throws: ``StoreError/conflict(field:_:)`` for a user without a password; ``StoreError/unusable(_:)``.
  public func set(_ settings: MailServerSettings, password: String?, in store: WriteTransaction) throws {
    try store.set(settings, at: clock())
    line.withLock { $0.changed() }
    if let password {
      try MailPassword(password, for: settings).keep(in: data)
    } else if settings.user.isEmpty {
      try MailPassword.remove(in: data)
    } else if try !hasPassword(for: settings) {
      throw StoreError.conflict(
        field: "password", "it has to be given with this host, user and security: the one that is kept was for others")
    }
  }

  /// Mail waits from now on.
  public func removeServer(in store: WriteTransaction) throws {
    try store.set(nil, at: clock())
    line.withLock { $0.changed() }
    try MailPassword.remove(in: data)
  }

  public func hasPassword(for settings: MailServerSettings) throws -> Bool {
    try MailPassword.read(in: data)?.isFor(settings) == true
  }

  /// Hands a mail over at once, past the outbox.
  ///
  /// - Returns: whether the mail server took it, and its last line or why there was none.
  /// - Throws: ``StoreError/notPossible(_:)`` where no mail server is configured; ``LimitError`` for an address that is none.
  public func sendTest(to recipient: String) async throws -> (isSent: Bool, answer: String) {
    guard MailAddress.isOne(recipient) else {
      throw LimitError(field: "recipient", limit: "an e-mail address", actual: "something else")
    }
    guard let server = try await store.read({ try $0.mailServer() }) else {
      throw StoreError.notPossible("no mail server is configured")
    }
    let text = templates.text(.test, language: "en", ["server": .text(consoleURL)])
    let message = MailMessage(
      senderName: server.senderName, senderAddress: server.senderAddress, recipient: recipient,
      id: "test-\(UUID().uuidString)", time: clock(), text: text)
    switch await send(message, to: server, answerLimit: min(pace.answerLimit, .seconds(15))) {
    case .sent(let answer): return (true, answer)
    case .refused(let answer), .later(let answer), .unavailable(let answer): return (false, answer)
    case .stopped: return (false, "the server stops")
    }
  }

  func send(_ message: MailMessage, to server: MailServerSettings, answerLimit: Duration) async -> MailAnswer {
    var password: String?
    if !server.user.isEmpty {
      guard let kept = try? MailPassword.read(in: data), kept.isFor(server) else {
        return .unavailable("the password of the mail server is missing: give it again")
      }
      password = kept.password
    }
    return await transport.send(
      message, to: server, password: password, connectLimit: min(pace.connectLimit, answerLimit),
      answerLimit: answerLimit)
  }
}
