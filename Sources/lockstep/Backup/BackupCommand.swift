import ArgumentParser
import Foundation
import LockstepServer
import LockstepStore

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy everything that a server needs to be the same again, also while it runs.",
    discussion: """
      DIR gets the database, and the key files sealed with a passphrase. Among these is the key of the server's \
      authority, which every registered door has pinned: without it each door has to be reset and registered again, on \
      foot; and the key of the data, without which nobody can read what is sealed in the database. Keep the passphrase \
      apart from the backup; nobody can do without it. Names and e-mail addresses in the database are in clear.

      Example:
        lockstep backup /backups/2026-11-21 --data-directory /var/lib/lockstep --passphrase-file /root/passphrase
      """)

  @Argument(help: ArgumentHelp("The folder of the backup: a new one, or an empty one.", valueName: "dir"))
  var folder: String

  @OptionGroup var data: DataDirectoryOptions
  @OptionGroup var passphrase: PassphraseOptions

  func run() async throws {
    let passphrase = try passphrase.read(isNew: true)
    let folder = URL(fileURLWithPath: folder)
    do {
      let progress = CopyProgress(of: data.url.appendingPathComponent("lockstep.sqlite"))
      let manifest = try Backup.make(of: data.url, to: folder, passphrase: passphrase) { progress.show($0) }
      print("Backup: \(folder.path)")
      print("Server: \(manifest.server), schema \(manifest.schema), \(manifest.time)")
      print("Authority: \(manifest.authorityFingerprint)")
      print(
        "Keep the passphrase apart from it. Without both the authority's key is lost, and every door has to be "
          + "registered again.")
    } catch let error as BackupError {
      throw Failure("no backup was made: \(error)").told()
    } catch let error as StoreError {
      throw Failure("no backup was made: \(error)").told()
    }
  }
}
