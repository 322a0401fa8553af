import Testing

@testable import LockstepServer

/// A table of few places, and three addresses.
struct TableScene {
  let home = IPAddress("192.0.2.1").map { PeerAddress($0) }
  let other = IPAddress("192.0.2.2").map { PeerAddress($0) }
  let third = IPAddress("192.0.2.3").map { PeerAddress($0) }

  /// One of ever so many.
  func far(_ number: Int) -> PeerAddress? {
    IPAddress("198.51.\(number / 250).\(number % 250)").map { PeerAddress($0) }
  }

  /// As on the port of devices, where each holder has one place.
  func table(_ change: (inout ConnectionLimits) -> Void = { _ in }) -> ConnectionTable<Int> {
    var limits = ConnectionLimits(
      most: 100, mostStrangers: 6, mostStrangersOfAddress: 4, mostWaiting: 3, mostWaitingOfAddress: 2, mostOfHolder: 1)
    change(&limits)
    return ConnectionTable(limits: limits)
  }

  /// Admits these at one moment, and expects each to be let in.
  func admit(
    _ ids: some Sequence<Int>, to table: inout ConnectionTable<Int>, from address: PeerAddress?,
    at now: Duration = .zero
  ) {
    for id in ids { #expect(table.admit(id, from: address, at: now) == .admitted) }
  }

  /// Lets one in who proves who they are.
  func prove(
    _ id: Int, as holder: String, in table: inout ConnectionTable<Int>, from address: PeerAddress?,
    at now: Duration = .zero
  ) {
    admit([id], to: &table, from: address, at: now)
    #expect(table.becomesKnown(id, as: holder, at: now) == true)
  }
}
