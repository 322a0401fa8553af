import LockstepCore
import Testing

struct SynchronizationModeTests {
  /// A row of the table of section 1.
  struct Row: Sendable, CustomTestStringConvertible {
    let value: String
    let title: String
    let scope: SynchronizationMode.Scope
    let takesUpdates: Bool
    let pair: String
    var testDescription: String { value }
  }

  static let table = [
    Row(value: "not-used", title: "Not Used", scope: .none, takesUpdates: false, pair: "0/0"),
    Row(value: "all-devices", title: "All Devices", scope: .all, takesUpdates: false, pair: "1/0"),
    Row(
      value: "all-devices-including-user-update-from-device",
      title: "All Devices (including user update from device)", scope: .all, takesUpdates: true, pair: "1/1"),
    Row(
      value: "specific-devices", title: "Specific Devices (only devices belonging to the access group)",
      scope: .accessGroups, takesUpdates: false, pair: "3/0"),
    Row(
      value: "specific-devices-including-user-update-from-device",
      title: "Specific Devices (including user update from device)", scope: .accessGroups, takesUpdates: true,
      pair: "3/1"),
  ]

  @Test("MODE-1 the five values of Automatic User Synchronization and their scopes", arguments: table)
  func scope(row: Row) throws {
    let mode = try #require(SynchronizationMode(rawValue: row.value))
    #expect(mode.title == row.title)
    #expect(mode.scope == row.scope)
    #expect(mode.pair == row.pair)
  }

  @Test("MODE-2 device updates are on in the two modes that include them", arguments: table)
  func updates(row: Row) throws {
    let mode = try #require(SynchronizationMode(rawValue: row.value))
    #expect(mode.takesUserUpdatesFromDevices == row.takesUpdates)
  }

  @Test("MODE-1 there are no other values")
  func all() {
    #expect(SynchronizationMode.allCases.map(\.rawValue) == Self.table.map(\.value))
    #expect(SynchronizationMode(rawValue: "All Devices") == nil)
  }
}
