import ArgumentParser

struct SettingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setting", abstract: "Read and change the server's settings.",
    discussion: """
      Settings: automatic-user-synchronization, time-zone, set-device-clocks, hold-possible-other-persons, restore-days, \
      device-absence-days, compare-hour, event-days, most-events.

      Example:
        lockstep setting get automatic-user-synchronization
      """,
    subcommands: [SettingGet.self, SettingSet.self])

  /// The setting that has a confirmation and titles of its own.
  static let synchronization = "automatic-user-synchronization"

  static let names = [
    synchronization, "time-zone", "set-device-clocks", "hold-possible-other-persons", "restore-days",
    "device-absence-days", "compare-hour", "event-days", "most-events",
  ]
}
