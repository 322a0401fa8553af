import ArgumentParser

struct DifferenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "difference", abstract: "Settle what a device holds against the server.",
    discussion: """
      Example:
        lockstep difference use-device-value 12@3
      """,
    subcommands: [DifferenceList.self, DifferenceUseServerValue.self, DifferenceUseDeviceValue.self])
}
