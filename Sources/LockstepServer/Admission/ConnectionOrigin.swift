/// Where a connection comes from, as far as limits tell people apart.
package struct ConnectionOrigin: Hashable, Sendable {
  /// Nil for one that many share.
  let address: PeerAddress?
  /// Somebody has proved there who they are, and not long ago.
  let isFamiliar: Bool

  /// From where no limit for one address holds.
  package static let anywhere = ConnectionOrigin(address: nil, isFamiliar: false)

  init(address: PeerAddress?, isFamiliar: Bool) { (self.address, self.isFamiliar) = (address, isFamiliar) }
}
