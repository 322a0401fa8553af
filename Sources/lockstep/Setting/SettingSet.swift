import AdminClient
import AdminModel
import ArgumentParser

struct SettingSet: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change a setting.",
    discussion: """
      A value of automatic-user-synchronization that would remove many users from devices is shown first, and set only \
      with --confirm.

      Example:
        lockstep setting set automatic-user-synchronization all-devices-including-user-update-from-device
      """)

  @Argument(help: "The setting's name.", completion: .list(SettingCommand.names))
  var name: String

  @Argument(help: "Its new value.")
  var value: String

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    guard name == SettingCommand.synchronization else {
      let setting = try await client.set(name, to: value)
      return output.tell(setting, "\(setting.name) is \(setting.value)")
    }
    let setting = try await confirmation.change(output) { code in
      try await client.setSynchronization(value, confirm: code)
    }
    output.tell(setting, "Automatic User Synchronization is \(setting.title)")
  }
}
