import ArgumentParser
import Foundation
import LockstepServer
import LockstepStore

struct DataKeyRotate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Seal the database with a new key, while no server runs.",
    discussion: """
      Makes a new key, seals everything with it in one step, and writes the database anew, so that nothing in it opens \
      with the old key. The disk needs room for the database twice more. If it is interrupted, nothing is lost: the next \
      start finds the key that fits. Backups that were made before keep the key that they were made with.

      Run it as the user that the server runs as.

      Example:
        lockstep data-key rotate --data-directory /var/lib/lockstep
      """)

  @OptionGroup var data: DataDirectoryOptions

  func run() async throws {
    // What SQLite makes is for the owner.
    umask(0o077)
    do {
      guard FileManager.default.fileExists(atPath: data.url.path) else {
        throw Failure("there is no data directory \(data.url.path)").told()
      }
      let directory = try DataDirectory(data.url)
      let progress = CopyProgress(of: data.url.appendingPathComponent("lockstep.sqlite"), "sealed")
      let isClean = try DataKeyRotation.run(directory) { progress.show($0) }
      print("The database is sealed with a new key: \(data.url.appendingPathComponent(DataKeyFiles.fileName).path)")
      if !isClean {
        print("The disk had no room to write the database anew: old bytes of it are in the file until the next start.")
      }
      print("Make a backup: earlier ones have the key that they were made with.")
    } catch let error as StoreError {
      throw Failure("\(error)").told()
    }
  }
}
