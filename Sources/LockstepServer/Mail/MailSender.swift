import LockstepCore
import LockstepStore
import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// Hands over what waits in the outbox, a few mails at a time, and keeps what came of each before it goes on.
struct MailSender: Service {
  /// The longest pause between two looks.
  private static let longestPause = Duration.seconds(10)

  let mailer: Mailer

  func run() async {
    await cancelWhenGracefulShutdown {
      await withTaskCancellationHandler {
        await withDiscardingTaskGroup { group in
          while !Task.isCancelled {
            let news = mailer.signal.follow()
            let pause = await begin(in: &group)
            await wait(for: news, atMost: pause)
          }
        }
      } onCancel: {
        mailer.transport.stop(after: mailer.pace.stopLimit)
      }
    }
    mailer.transport.rest()
  }

  /// Begins with what is due.
  ///
  /// - Returns: after which pause there is more, if nothing happens before.
  private func begin(in group: inout DiscardingTaskGroup) async -> Duration {
    do {
      let now = mailer.clock()
      let line = mailer.line.withLock { $0 }
      let room = line.room(of: mailer.pace.mostAtOnce, at: now)
      let (server, due, next, waiting) = try await mailer.store.read { store in
        let server = try store.mailServer()
        return (
          server, server == nil || room == 0 ? [] : try store.dueMail(at: now, without: line.underWay, limit: room),
          try store.nextMailTime(without: line.underWay), try store.mailCount(.waiting).count
        )
      }
      mailer.waiting.set(Double(waiting))
      guard let server, mailer.hooks.isReady() else { return Self.longestPause }
      mailer.line.withLock { $0.begin(due.map(\.id)) }
      for mail in due {
        group.addTask {
          await handOver(mail, to: server, after: line.changes)
          mailer.line.withLock { $0.end(mail.id) }
          mailer.look()
        }
      }
      if due.isEmpty, line.underWay.isEmpty { mailer.transport.rest() }
      if room == 0 || due.count == room { return pause(until: line.pausedUntil, at: now) }
      return pause(until: next, at: now)
    } catch  where Task.isCancelled {
      return .zero
    } catch {
      mailer.logger.error("the outbox cannot be read; trying again", metadata: ["error": "\(error)"])
      return Self.longestPause
    }
  }

  private func pause(until time: Int64?, at now: Int64) -> Duration {
    guard let time, time > now else { return Self.longestPause }
    return min(.milliseconds(time - now), Self.longestPause)
  }

  private func wait(for news: AsyncStream<Void>, atMost pause: Duration) async {
    await withTaskGroup { group in
      group.addTask { for await _ in news { return } }
      group.addTask { try? await Task.sleep(for: pause) }
      await group.next()
      group.cancelAll()
    }
  }

  // MARK: One mail

  /// - Parameter changes: of where mail goes, as they were before the settings were read.
  private func handOver(_ mail: StoredMail, to server: MailServerSettings, after changes: Int) async {
    guard MailAddress.isOne(mail.recipient) else {
      return await keep(.refused(reason: "this is no e-mail address"), of: mail, after: changes)
    }
    let prepared: [String: MailValue]?
    do {
      prepared = try await mailer.hooks.prepare(mail)
    } catch  where Task.isCancelled {
      return
    } catch {
      mailer.logger.error("a mail could not be prepared", metadata: ["mail": "\(mail.id)", "error": "\(error)"])
      return await keep(again(mail, "it could not be prepared"), of: mail, after: changes)
    }
    guard let prepared else { return await keep(.withdrawn, of: mail, after: changes) }
    var values = mail.content.merging(prepared) { $1 }
    if let link = mail.link(console: mailer.consoleURL) { values["link"] = .text(link) }
    let message = message(mail, values, from: server)
    let answer = await mailer.send(message, to: server, answerLimit: mailer.pace.answerLimit)
    await keep(answer, of: mail, after: changes, prepared)
  }

  private func message(
    _ mail: StoredMail, _ values: [String: MailValue], from server: MailServerSettings
  ) -> MailMessage {
    func text(_ name: String) -> String { if case .text(let text) = values[name] { text } else { "" } }
    let (sender, support) = (text("senderName"), text("support"))
    return MailMessage(
      senderName: sender.isEmpty ? server.senderName : sender, senderAddress: server.senderAddress,
      answerTo: MailAddress.isOne(support) ? support : nil, recipient: mail.recipient,
      id: "mail-\(mail.id).\(mailer.store.server.bytes.hexadecimal.prefix(8))", time: mailer.clock(),
      text: mailer.templates.text(mail.kind, language: mail.language, values))
  }

  private func keep(
    _ answer: MailAnswer, of mail: StoredMail, after changes: Int, _ prepared: [String: MailValue]
  ) async {
    switch answer {
    case .stopped: return
    case .unavailable(let problem):
      let pace = mailer.pace
      mailer.line.withLock { $0.failed(problem, after: changes, at: mailer.clock(), pause: pace.pause) }
      mailer.logger.warning(
        "the mail server cannot be used", metadata: ["answer": "\(problem)", "mail": "\(mail.id)"])
      await keep(again(mail, problem), of: mail, after: changes)
    case .sent(let text):
      mailer.line.withLock { $0.answered() }
      await keep(.sent(answer: text), of: mail, after: changes, prepared)
      mailer.sent.increment()
    case .refused(let text):
      mailer.line.withLock { $0.answered() }
      await keep(.refused(reason: text), of: mail, after: changes)
    case .later(let text):
      mailer.line.withLock { $0.answered() }
      await keep(again(mail, text), of: mail, after: changes)
    }
  }

  /// What becomes of a mail that was not taken over this time.
  private func again(_ mail: StoredMail, _ reason: String) -> MailOutcome {
    let now = mailer.clock()
    guard now - (mail.triedSince ?? now) < mailer.pace.longestTry.milliseconds else {
      return .refused(reason: "given up after \(mail.attempts + 1) tries: \(reason)")
    }
    let paused = mailer.line.withLock { $0.pausedUntil }
    return .later(notBefore: max(paused, now + mailer.pace.pause(after: mail.attempts + 1)), reason: reason)
  }

  /// Until it is durable, or the server ends: a mail whose end is not kept would be sent twice.
  private func keep(
    _ outcome: MailOutcome, of mail: StoredMail, after changes: Int, _ prepared: [String: MailValue] = [:]
  ) async {
    if case .refused = outcome { mailer.refused.increment() }
    let hooks = mailer.hooks
    var isHooked = true
    while true {
      do {
        let (now, isHooked) = (mailer.clock(), isHooked)
        return try await mailer.committer.commit { store in
          // From a mail that was withdrawn meanwhile nothing follows, though it arrives.
          let isWaiting = try store.reading.mail(mail.id).state == .waiting
          // Nobody waits for a pause that another mail server, or a wrong password, has brought about.
          let isOfBefore = mailer.line.withLock { $0.changes != changes }
          try store.record(isOfBefore ? outcome.atOnce(now) : outcome, ofMail: mail.id, at: now)
          if isHooked, isWaiting, case .sent = outcome { try hooks.handedOver(store, mail, prepared, now) }
        }
      } catch is Committer.Stopped {
        return mailer.logger.error("what came of a mail could not be kept", metadata: ["mail": "\(mail.id)"])
      } catch is Committer.TimedOut {
        continue
      } catch {
        mailer.logger.error(
          "what follows from a mail failed", metadata: ["mail": "\(mail.id)", "error": "\(error)"])
        guard isHooked else { return }
        isHooked = false
      }
    }
  }
}

extension MailOutcome {
  /// The next try, if there is to be one, waits for nothing.
  fileprivate func atOnce(_ now: Int64) -> MailOutcome {
    if case .later(_, let reason) = self { .later(notBefore: now, reason: reason) } else { self }
  }
}
