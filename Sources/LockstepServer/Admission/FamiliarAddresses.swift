/// Addresses from which somebody has proved who they are. A value; times since any fixed moment go in.
///
/// No place of its own for an address where somebody who is known is connected: the table knows that.
struct FamiliarAddresses: Sendable {
  /// More than these are not kept: the one goes from which nobody was there for longest.
  let most: Int
  /// Forgotten so long after the last of them has gone.
  let memory: Duration

  /// Nil is an address that many share.
  private var left: [PeerAddress?: Duration] = [:]

  init(most: Int, memory: Duration) { (self.most, self.memory) = (most, memory) }

  var count: Int { left.count }

  /// The last of those who are known there has gone.
  mutating func note(_ address: PeerAddress?, at now: Duration) {
    guard most > 0 else { return }
    left[address] = now
    if left.count > most, let oldest = left.min(by: { $0.value < $1.value }) { left[oldest.key] = nil }
  }

  /// When an address is forgotten, unless somebody who is known comes from there again; zero for one that is not kept.
  func end(of address: PeerAddress?) -> Duration { left[address].map { $0 + memory } ?? .zero }
}
