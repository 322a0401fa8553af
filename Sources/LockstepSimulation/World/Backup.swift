/// An older state of the database, and what was known of people and their files then.
struct Backup {
  let disk: SimulatedDisk.Snapshot
  let people: PeopleLedger?
}
