public import AdminModel

extension AdminClient {
  /// The monitoring log, oldest first.
  ///
  /// - Parameter after: only entries above this number.
  public func events(_ filter: EventFilter = EventFilter(), after: Int64 = 0) -> Pages<EventResource> {
    Pages { [self] cursor in
      try await send(
        .get, "events", query: filter.query + [("after", cursor ?? "\(after)"), ("limit", "500")])
    }
  }

  /// The newest entries, oldest of them first.
  public func latestEvents(_ count: Int, _ filter: EventFilter = EventFilter()) async throws -> [EventResource] {
    var newestFirst: [EventResource] = []
    var before = "\(Int64.max)"
    while newestFirst.count < count {
      let limit = min(1000, count - newestFirst.count)
      let page: Page<EventResource> = try await send(
        .get, "events", query: filter.query + [("before", before), ("limit", "\(limit)")])
      newestFirst += page.items
      guard let next = page.next else { break }
      before = next
    }
    return newestFirst.reversed()
  }

  /// Entries as they come, until the connection ends.
  ///
  /// - Parameter after: nil starts with what comes from now on.
  public func liveEvents(_ filter: EventFilter = EventFilter(), after: Int64? = nil) async throws -> LiveEvents {
    let headers = after.map { [("last-event-id", "\($0)")] } ?? []
    return LiveEvents(client: self, body: try await open(["events", "stream"], query: filter.query, headers: headers))
  }
}
