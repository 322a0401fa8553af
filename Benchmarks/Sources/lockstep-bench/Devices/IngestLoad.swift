import BenchInputs
import DeviceSimulator

/// Doors that were used while they were away, and come back with a lot to tell.
struct IngestLoad {
  let site: Site
  /// Whom each door holds: so many, by their numbers.
  let people: Int
  /// Entries of each door.
  let each: Int

  /// Their way back counts.
  ///
  /// - Returns: entries a second, and how many of them were in one transaction.
  func run() async throws -> (rate: Double, batch: Double) {
    await site.fleet.disconnect()
    for (index, door) in site.fleet.devices.enumerated() {
      for entry in 0..<each {
        _ = door.present(.card(try BenchedPerson.card(1 + (entry * 7 + index) % people)))
      }
    }
    let before = try await counters()
    let started = ContinuousClock.now
    try await site.connect()
    try await site.fleet.settle(holding: people)
    let seconds = (ContinuousClock.now - started).inSeconds
    let after = try await counters()
    let rows = after.rows - before.rows
    return (rows / seconds, rows / max(1, after.commits - before.commits))
  }

  private func counters() async throws -> (rows: Double, commits: Double) {
    (
      try await site.caller.counter("lockstep_logs_ingested_total"),
      try await site.caller.counter("lockstep_commits_total")
    )
  }
}
