import Dispatch
import LockstepStore
import SMTPClient
import Synchronization

/// Hands mails over to a mail server, on threads of its own: libcurl blocks. Connections are kept for the next mail until
/// ``rest()``.
final class MailTransport: Sendable {
  /// One connection, or none yet.
  private struct Client: @unchecked Sendable {
    /// Belongs to one thread at a time: whoever has taken it out of `idle`.
    let pointer: OpaquePointer
    /// What the connection was made with. With anything else a new one is made: libcurl would go on with one after STARTTLS
    /// whoever vouches for the server.
    let target: Target
  }

  private struct Target: Hashable {
    let settings: MailServerSettings
    let password: String?
  }

  /// When hand-overs that go on have to end.
  private final class Stop: Sendable {
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    var isDue: Bool { deadline.withLock { $0.map { $0 <= .now } ?? false } }

    func set(after limit: Duration) { deadline.withLock { $0 = $0 ?? .now + limit } }
  }

  private let queue = DispatchQueue(label: "lockstep.mail", attributes: .concurrent)
  private let idle = Mutex<[Client]>([])
  private let stop = Stop()

  /// - Parameter answerLimit: how long the mail server may take for one answer.
  func send(
    _ message: MailMessage, to server: MailServerSettings, password: String?, connectLimit: Duration,
    answerLimit: Duration
  ) async -> MailAnswer {
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        continuation.resume(returning: send(message, server, password, connectLimit, answerLimit))
      }
    }
  }

  /// From now on hand-overs end after a while, done or not.
  func stop(after limit: Duration) { stop.set(after: limit) }

  /// Ends the connections that nobody uses.
  func rest() {
    let clients = idle.withLock { clients in
      defer { clients = [] }
      return clients
    }
    guard !clients.isEmpty else { return }
    queue.async { for client in clients { smtp_client_close(client.pointer) } }
  }

  private func send(
    _ message: MailMessage, _ settings: MailServerSettings, _ password: String?, _ connectLimit: Duration,
    _ answerLimit: Duration
  ) -> MailAnswer {
    guard let client = client(Target(settings: settings, password: password)) else {
      return .unavailable("there is no memory for a connection")
    }
    let limits = (connect: Int(connectLimit.milliseconds), answer: Int(answerLimit.milliseconds))
    smtp_client_set_server(
      client.pointer, settings.host, Int32(settings.port), settings.security.value, limits.connect, limits.answer)
    if !settings.user.isEmpty { smtp_client_set_sign_in(client.pointer, settings.user, password ?? "") }
    if !settings.authority.isEmpty { smtp_client_set_authority(client.pointer, settings.authority) }
    let bytes = message.bytes.map { CChar(bitPattern: $0) }
    let result = smtp_client_send(
      client.pointer, message.senderAddress, message.recipient, bytes, bytes.count,
      { context in context.map { Unmanaged<Stop>.fromOpaque($0).takeUnretainedValue().isDue } ?? false },
      Unmanaged.passUnretained(stop).toOpaque())
    if result.is_sent { idle.withLock { $0.append(client) } } else { smtp_client_close(client.pointer) }
    return answer(result)
  }

  private func client(_ target: Target) -> Client? {
    let kept = idle.withLock { clients in
      clients.lastIndex { $0.target == target }.map { clients.remove(at: $0) }
    }
    return kept ?? smtp_client_open().map { Client(pointer: $0, target: target) }
  }

  private func answer(_ result: smtp_result) -> MailAnswer {
    let text = withUnsafeBytes(of: result.answer) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if result.is_sent { return .sent(text) }
    if stop.isDue { return .stopped }
    if result.is_refused { return .refused(text) }
    if result.is_unknown { return .later("whether it arrived is not known: \(text)") }
    return result.concerns_mail ? .later(text) : .unavailable(text)
  }
}

extension MailServerSettings.Security {
  fileprivate var value: smtp_security {
    switch self {
    case .none: SMTP_PLAIN
    case .startTLS: SMTP_STARTTLS
    case .tls: SMTP_TLS
    }
  }
}
