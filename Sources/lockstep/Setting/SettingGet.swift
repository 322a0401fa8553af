import AdminClient
import AdminModel
import ArgumentParser

struct SettingGet: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Show a setting.",
    discussion: """
      Example:
        lockstep setting get automatic-user-synchronization
      """)

  @Argument(help: "The setting's name.", completion: .list(SettingCommand.names))
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    guard name == SettingCommand.synchronization else {
      let setting = try await client.setting(name)
      return output.show(setting, [(setting.name, setting.value)])
    }
    let setting = try await client.synchronizationSetting()
    output.show(setting, Self.fields(setting))
  }

  private static func fields(_ setting: SynchronizationSetting) -> [(String, String)] {
    [("Automatic User Synchronization", setting.title), ("Value", setting.value)]
      + setting.choices.map { choice in (choice.value == setting.value ? "→" : "", "\(choice.value): \(choice.title)") }
  }
}
