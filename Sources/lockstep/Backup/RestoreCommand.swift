import ArgumentParser
import Foundation
import LockstepServer
import LockstepStore

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the place of what a data directory has.",
    discussion: """
      Checks first that the backup is whole and that all of it fits together; then says what it will do, and asks, or \
      needs --confirm. No server may run on the data directory. What is replaced is kept there in replaced-TIME. Doors \
      connect without being registered again. As they may know more than the backup, nothing is written to them until an \
      operator has decided, under Needs attention: take from the devices, or the server's state.

      Example:
        lockstep restore /backups/2026-11-21 --data-directory /var/lib/lockstep --confirm
      """)

  @Argument(help: ArgumentHelp("The folder of the backup.", valueName: "dir"), completion: .directory)
  var folder: String

  @OptionGroup var data: DataDirectoryOptions
  @OptionGroup var passphrase: PassphraseOptions

  @Flag(help: "Do it without asking.")
  var confirm = false

  func run() async throws {
    let passphrase = try passphrase.read(isNew: false)
    do {
      // Held from the first look to the end, so that no server starts in between.
      let directory =
        FileManager.default.fileExists(atPath: data.url.path) ? try DataDirectory(data.url, isRestore: true) : nil
      let restore = try Restore(from: URL(fileURLWithPath: folder), passphrase: passphrase)
      tell(restore)
      guard confirm || asks() else {
        throw Failure("nothing was done; to put it back, repeat the command with --confirm").told()
      }
      let replaced = try restore.replace(try directory ?? DataDirectory(data.url, isRestore: true))
      if let replaced { print("Replaced files: \(replaced.path)") }
      print("Restored. Start the server; then decide under Needs attention what counts, the devices or the server:")
      print("  lockstep attention list --kind server-behind")
    } catch let error as BackupError {
      throw Failure("nothing was restored: \(error)").told()
    } catch let error as StoreError {
      throw Failure("nothing was restored: \(error)").told()
    } catch let error as Restore.Interrupted {
      throw Failure("\(error)").told()
    }
  }

  private func tell(_ restore: Restore) {
    let facts = restore.facts
    print("Backup of \(restore.manifest.time): server \(restore.manifest.server), schema \(facts.schema),")
    print(
      "  \(Words.count(facts.users, "user")), \(Words.count(facts.registeredDevices, "registered device")), "
        + "revision \(facts.head)")
    print("Its database and keys take the place of those in \(data.url.path).")
    print("What came after it is gone, unless the doors still have it.")
    fflush(nil)
  }

  /// A person at a terminal says yes in full.
  private func asks() -> Bool {
    guard isatty(STDIN_FILENO) == 1 else { return false }
    StandardError.write("Type yes to go on: ")
    return readLine() == "yes"
  }
}
