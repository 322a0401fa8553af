import ArgumentParser

struct DataKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data-key", abstract: "The key that the database is sealed with.",
    discussion: """
      Templates, hashes of PINs, photos, card numbers and phone numbers are sealed in the database with the key in the \
      file data-key of the data directory. Nobody can read them without it: keep a copy apart, or make backups, which \
      have it under their passphrase.

      Example:
        lockstep data-key rotate --data-directory /var/lib/lockstep
      """,
    subcommands: [DataKeyRotate.self])
}
