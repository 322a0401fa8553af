/// One durable commit and one round trip, measured again and again between what is measured against them.
final class BareLimits {
  private let events: PlainEvents
  private let trip: RoundTrip
  private(set) var commits = Samples()
  private(set) var trips = Samples()

  init(_ setup: Setup) throws {
    events = try PlainEvents(in: setup.newFolder(), devices: 1)
    trip = try RoundTrip()
    // The first ones find nothing in memory.
    for _ in 0..<50 { _ = (try events.commitOne(), try trip.milliseconds()) }
  }

  func measure(_ count: Int) throws {
    for _ in 0..<count {
      commits.add(try events.commitOne())
      trips.add(try trip.milliseconds())
    }
  }

  var figures: [Figure] {
    [
      Figure("limit: one durable commit, median", commits.median, "ms"),
      Figure("limit: one durable commit, p99", commits.p99, "ms"),
      Figure("limit: one round trip over loopback, median", trips.median, "ms"),
    ]
  }

  func end() { trip.end() }
}
