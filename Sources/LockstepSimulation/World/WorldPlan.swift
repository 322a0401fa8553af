import LockstepCore

/// What a seed makes of a world: its size and what goes wrong in it.
struct WorldPlan {
  let devices: Int
  let users: Int
  let inputs: Int
  let groups: Int
  var modes: [SynchronizationMode]
  /// The longest pause between two inputs, in milliseconds.
  let longestPause: Int
  /// A link breaks, 1 in so many.
  let breaksOnceIn: Int?
  let slowness: Int
  /// Somebody goes on editing a user that was just read, 1 in so many reads.
  let editsOnceIn: Int?
  /// Whether the server's power fails.
  let crashes: Bool
  let failingDisk: Bool
  /// Whether an older database is put back.
  let restores: Bool
  /// Whether people clone, reset and empty devices.
  let resets: Bool
  let smallLogs: Bool
  let smallDevices: Bool
  let profiles: Bool
  let peopleFiles: Bool
  let liar: Bool

  /// - Parameter isLarge: as `make proof` has them.
  init(_ chance: Chance, isLarge: Bool) {
    devices = chance.number(1...(isLarge ? 6 : 4))
    users = chance.number(3...(isLarge ? 30 : 12))
    inputs = chance.number(8...(isLarge ? 300 : 45))
    groups = chance.number(1...3)
    modes = chance.once(in: 3) ? SynchronizationMode.allCases : []
    let usual: [SynchronizationMode] = [
      .allDevicesIncludingUserUpdateFromDevice, .allDevicesIncludingUserUpdateFromDevice,
      .specificDevicesIncludingUserUpdateFromDevice, .allDevices, .specificDevices,
    ]
    modes.insert(chance.pick(usual), at: 0)
    longestPause = chance.pick([50, 2000, 60_000])
    breaksOnceIn = chance.pick([nil, 2, 6])
    slowness = chance.pick([2, 30, 600])
    editsOnceIn = chance.pick([nil, 6])
    crashes = chance.once(in: 3)
    failingDisk = chance.once(in: 5)
    restores = chance.once(in: 12)
    resets = chance.once(in: 4)
    smallLogs = chance.once(in: 4)
    smallDevices = chance.once(in: 6)
    profiles = chance.once(in: 3)
    peopleFiles = chance.once(in: 4)
    liar = chance.once(in: 10)
  }
}
