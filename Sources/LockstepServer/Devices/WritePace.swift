/// How many users a device is given in one message. What overtakes all else (SEND-12) still waits for the messages that
/// are on their way: so no more than the device keeps in a second, as its answers tell. More at once spare a quick one the
/// ways over the wire.
struct WritePace: Sendable {
  private static let longest = Duration.seconds(1)
  private static let least = 8

  private let most: Int
  private(set) var users: Int
  /// On the engine's clock.
  private var lastAnswer = Duration.zero

  /// - Parameter most: that one message may have.
  init(most: Int) {
    self.most = most
    users = min(64, most)
  }

  /// - Parameters:
  ///   - count: of users in the message.
  ///   - asked: when it was sent.
  mutating func answered(_ count: Int, asked: Duration, at now: Duration) {
    // What was sent ahead has waited for its turn.
    let took = now - max(asked, lastAnswer)
    lastAnswer = now
    let fits = took > .zero ? Int(min(Double(most), Double(count) * (Self.longest / took))) : most
    if took > Self.longest {
      users = min(users, max(Self.least, fits))
    } else if count >= users {
      users = max(users, min(fits, users * 2))
    }
  }
}
