import BenchInputs
import DeviceProtocol
import LockstepCore

/// What the parts are given. Counts are round, so that a time can be divided in the head.
enum Inputs {
  /// One user as somebody is enrolled at a door: a name, a card and two fingers.
  static let enrolled: [UserRecord] = people(1...1000)

  static let digest = KeyedDigest.hmac(key: [UInt8](repeating: 2, count: 32))

  private static func people(_ numbers: ClosedRange<Int>) -> [UserRecord] {
    numbers.compactMap { try? BenchedPerson.enrolled($0) }
  }

  /// The device has a finger more than the server, and another name.
  static let merges: [(server: UserRecord, device: DeviceRecord)] = enrolled.map { record in
    var server = record
    server.name = "Nora Quist"
    server.setFingerprints(Array(server.fingerprints.dropLast()))
    return (server, DeviceRecord(record: record))
  }

  /// What a door sends at once.
  static let upload = Envelope(
    .uploadLogs(
      UploadLogs(
        epoch: 7,
        entries: (1...256).map { number in
          LogEntry(
            id: LogID(number), time: 1_700_000_000 + Int64(number), code: .verifySuccess, origin: .device,
            user: "\(number)")
        })))

  /// What a door is sent at once.
  static let write = Envelope(
    requestID: 1,
    .request(
      .writeUsers(
        WriteUsers(
          epoch: 7, mark: 1,
          writes: enrolled.prefix(64).compactMap { record in
            server.map {
              UserWrite(
                state: UserState(record: record, base: Base(server: $0, incarnation: 1, revision: 1)).encoded())
            }
          }))))

  private static let server = ServerID([UInt8](repeating: 1, count: 16))

  static let people = PeopleCSV(people: 100_000).bytes
}
