import BenchInputs
import DeviceSimulator
import LockstepCore
import NIOCore

/// Doors that all tell at once that they changed the people that they hold.
struct StormLoad: Sendable {
  let people: Int
  let devices: Int
  /// Doors and people are spread over the access groups by their numbers. 0: every door holds everybody.
  let groups: Int

  /// How many doors hold a person.
  var doorsOfEach: Int { devices / max(1, groups) }

  /// Whether a turn fills a slot of somebody: of half of the people, of the others in the next turn.
  func fills(_ number: Int, in turn: Int) -> Bool { (number + turn).isMultiple(of: 2) }

  /// Each person is changed at one door, at another one in each turn. Half of the changes fill a vacant slot, the others
  /// change nothing.
  ///
  /// - Parameter finger: what fills the slot of somebody.
  /// - Returns: each door's last entry of these.
  func edit(_ fleet: Fleet, turn: Int, with finger: (UserID) -> Fingerprint) throws -> [LogID] {
    var marks = [LogID](repeating: 0, count: devices)
    for number in 1...people {
      let door = self.door(of: number, in: turn)
      let user = try BenchedPerson.id(number)
      marks[door] = try fleet.devices[door].edit(
        user, fills(number, in: turn) ? [.addFingerprint(finger(user))] : [], isPartial: false)
    }
    return marks
  }

  private func door(of number: Int, in turn: Int) -> Int {
    groups == 0
      ? (number + turn * (doorsOfEach / 10)) % doorsOfEach
      : (number % groups + groups * ((turn + number / groups) % doorsOfEach))
  }

  /// Waits until the server has what ``edit(_:turn:with:)`` has returned.
  func untilStored(_ marks: [LogID], by fleet: Fleet) async throws {
    for (door, mark) in zip(fleet.devices, marks) { try await door.waitUntilAcknowledged(mark, within: .minutes(15)) }
  }
}
