import DeviceProtocol

/// What time does to a session.
extension DeviceConversation {
  /// To be called once a second, and after ``untilTick`` once the device is known. A device that is there but leaves a
  /// question unanswered is no use: it connects anew, and is asked again (SEND-3).
  package func tick() {
    let now = engine.uptime()
    if let oldest = asked.values.min(), now - oldest > engine.configuration.answerLimit {
      perform(session.close(Goodbye(.silent, "no answer in time")))
    } else {
      perform(session.tick(at: now))
    }
  }

  /// How long a tick has nothing to do. Of ten thousand doors that are silent, looking at each more often would be most of
  /// what they cost. That a question is not answered is noticed half a keep-alive late at most.
  var untilTick: Duration {
    let keepAlive = engine.configuration.keepAlive
    let quiet = session.quiet(at: engine.uptime()) ?? .zero
    return max(.seconds(1), min(quiet, asked.isEmpty ? keepAlive / 2 : keepAlive / 6))
  }
}
