import AdminClient
import AdminModel
import ArgumentParser
import Foundation

struct ProjectTaskConfig: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "task-config", abstract: "Write what a machine needs to upload the file on a schedule.",
    discussion: """
      It makes an upload key of its own. Files with the key in them are readable by their owner only.

      Example:
        lockstep project task-config north
        lockstep project task-config north --kind systemd --into ~
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @Option(help: "windows (Task Scheduler), systemd or cron.")
  var kind = "windows"

  @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"), completion: .directory)
  var into = "."

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let config = try await client.taskConfig(project, kind: kind)
    let folder = URL(fileURLWithPath: into)
    for file in config.files {
      let (url, data) = (folder.appendingPathComponent(file.name), Data(base64Encoded: file.content) ?? Data())
      let attributes: [FileAttributeKey: Any] = [.posixPermissions: file.secret ? 0o600 : 0o644]
      guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: attributes),
        (try? data.write(to: url)) != nil
      else { throw Failure("\(url.path) cannot be written; revoke the upload key \"\(config.key)\"").told() }
    }
    let names = config.files.map(\.name).joined(separator: ", ")
    output.tell(config, "wrote \(names), with the upload key \"\(config.key)\"")
  }
}
