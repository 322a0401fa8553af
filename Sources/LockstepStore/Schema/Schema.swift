import GRDB

/// The migrations, in order. One that was ever released is never edited.
enum Schema {
  static let versions = ["1", "2", "3", "4", "5", "6", "7"]

  /// Those of versions that people have: each has a database in `Fixtures/Databases`.
  static let released = ["1", "2", "3", "4", "5", "6"]

  /// - Parameter key: what a database is sealed with.
  static func migrator(_ key: DataKey) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { try Schema1.create($0) }
    migrator.registerMigration("2") { try Schema2.migrate($0) }
    migrator.registerMigration("3") { try Schema3.migrate($0) }
    migrator.registerMigration("4") { try Schema4.migrate($0) }
    migrator.registerMigration("5") { try Schema5.migrate($0, key) }
    migrator.registerMigration("6") { try Schema6.migrate($0) }
    migrator.registerMigration("7") { try Schema7.migrate($0) }
    return migrator
  }

  /// Those that a database has, also such that this version does not know.
  static func applied(in db: Database) throws -> Set<String> { try DatabaseMigrator().appliedIdentifiers(db) }
}
