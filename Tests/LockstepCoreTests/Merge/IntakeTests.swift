import LockstepCore
import LockstepTesting
import Testing

struct IntakeTests {
  /// The server knows revisions up to 20 and incarnations up to 5; its user 17 is incarnation 3.
  private func decide(
    base: Base?, enrolled: Bool = false, server: UserRecord? = nil, hasTombstone: Bool = false, option: Bool = false,
    device: UserRecord? = nil
  ) throws -> Intake {
    let knowledge = Intake.Knowledge(
      server: Sample.server, head: 20, highestIncarnation: 5, user: server.map { ($0, 3) }, hasTombstone: hasTombstone,
      holdsPossibleOtherPersons: option)
    return Intake.decide(
      DeviceRecord(record: try device ?? People.ada(), base: base), enrolled: enrolled, knowledge)
  }

  @Test("MERGE-2 a user that the server does not have is created", arguments: [true, false])
  func create(enrolled: Bool) throws {
    #expect(try decide(base: nil, enrolled: enrolled) == .create)
  }

  @Test("MERGE-3 a user that both have is merged, with base or without", arguments: [true, false])
  func merge(enrolled: Bool) throws {
    #expect(try decide(base: nil, enrolled: enrolled, server: People.ada()) == .merge)
    #expect(try decide(base: Sample.base(20, incarnation: 3), enrolled: enrolled, server: People.ada()) == .merge)
  }

  @Test("DEL-3 a record with the base of a deleted user creates and fills nothing", arguments: [true, false])
  func deletedBase(enrolled: Bool) throws {
    let base = Sample.base(7, incarnation: 2)
    #expect(try decide(base: base, enrolled: enrolled, hasTombstone: true) == .editedAfterDeletion)
    // The tombstone may be forgotten by then: the base still tells.
    #expect(try decide(base: base, enrolled: enrolled, hasTombstone: false) == .editedAfterDeletion)
  }

  @Test("DEL-3 a record without base whose logs are only updates creates nothing where a tombstone stands")
  func updatesOnly() throws {
    #expect(try decide(base: nil, enrolled: false, hasTombstone: true) == .editedAfterDeletion)
  }

  @Test("DEL-4 a record without base that was enrolled is a new person, also where a tombstone stands")
  func newPerson() throws {
    #expect(try decide(base: nil, enrolled: true, hasTombstone: true) == .create)
  }

  @Test("DEL-4 a record of an earlier incarnation fills nothing of the person who has the ID now")
  func earlierIncarnation() throws {
    #expect(try decide(base: Sample.base(7, incarnation: 2), server: People.bruno(id: "17")) == .editedAfterDeletion)
  }

  @Test("FAIL-3 a base above the head or an unknown incarnation means that the server is behind")
  func behind() throws {
    #expect(try decide(base: Sample.base(21, incarnation: 3), server: People.ada()) == .serverIsBehind)
    #expect(try decide(base: Sample.base(20, incarnation: 6), server: People.ada()) == .serverIsBehind)
    #expect(try decide(base: Sample.base(21, incarnation: 3), hasTombstone: true) == .serverIsBehind)
  }

  @Test("FAIL-3 a base of another server is foreign, however high")
  func foreign() throws {
    let base = Base(server: Sample.server(2), incarnation: 3, revision: 99)
    #expect(try decide(base: base, server: People.ada()) == .foreign)
    #expect(try decide(base: base, enrolled: true) == .foreign)
  }

  struct Pair: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let isHeld: Bool
    let server: @Sendable (inout UserRecord) throws -> Void
    let device: @Sendable (inout UserRecord) throws -> Void

    init(
      _ description: String, isHeld: Bool, server: @escaping @Sendable (inout UserRecord) throws -> Void,
      device: @escaping @Sendable (inout UserRecord) throws -> Void
    ) {
      self.testDescription = description
      self.isHeld = isHeld
      self.server = server
      self.device = device
    }
  }

  static let pairs = [
    Pair("names differ", isHeld: true, server: { $0.name = "Ada Quill" }, device: { $0.name = "Bruno Tal" }),
    Pair(
      "names differ in case only", isHeld: false, server: { $0.name = "Ada Quill" }, device: { $0.name = "ADA QUILL" }),
    Pair("one has no name", isHeld: false, server: { $0.name = "Ada Quill" }, device: { _ in }),
    Pair(
      "no card in common", isHeld: true, server: { $0.setCards([try Sample.card("1")]) },
      device: { $0.setCards([try Sample.card("2")]) }),
    Pair(
      "a card in common", isHeld: false, server: { $0.setCards([try Sample.card("1")]) },
      device: { $0.setCards([try Sample.card("1", .mobile), try Sample.card("2")]) }),
    Pair(
      "no finger in common", isHeld: true, server: { $0.setFingerprints([Sample.finger(0, 1)]) },
      device: { $0.setFingerprints([Sample.finger(0, 2)]) }),
    Pair(
      "a finger in common", isHeld: false, server: { $0.setFingerprints([Sample.finger(0, 1)]) },
      device: { $0.setFingerprints([Sample.finger(5, 1), Sample.finger(6, 2)]) }),
    Pair(
      "no face of one kind in common", isHeld: true, server: { $0.setFaces([Sample.face(.visual, 0, 1)]) },
      device: { $0.setFaces([Sample.face(.visual, 0, 2)]) }),
    Pair(
      "faces of two kinds", isHeld: false, server: { $0.setFaces([Sample.face(.infrared, 0, 1)]) },
      device: { $0.setFaces([Sample.face(.visual, 0, 2)]) }),
    Pair("another PIN", isHeld: true, server: { $0.pin = Sample.pin(1) }, device: { $0.pin = Sample.pin(2) }),
    Pair(
      "credentials of two kinds", isHeld: false, server: { $0.setCards([try Sample.card("1")]) },
      device: { $0.setFingerprints([Sample.finger(0, 1)]) }),
    Pair("nothing on either side", isHeld: false, server: { _ in }, device: { _ in }),
  ]

  @Test("MERGE-9 an enrolment of an ID that the server has may be another person", arguments: pairs)
  func otherPerson(pair: Pair) throws {
    var (server, device) = (try People.nobody(), try People.nobody())
    try pair.server(&server)
    try pair.device(&device)
    let held: Intake = pair.isHeld ? .possibleOtherPerson : .merge
    #expect(try decide(base: nil, enrolled: true, server: server, option: true, device: device) == held)
    #expect(try decide(base: nil, enrolled: true, server: device, option: true, device: server) == held)
    // Off by default, only for enrolments, only without base.
    #expect(try decide(base: nil, enrolled: true, server: server, device: device) == .merge)
    #expect(try decide(base: nil, enrolled: false, server: server, option: true, device: device) == .merge)
    let base = Sample.base(4, incarnation: 3)
    #expect(try decide(base: base, enrolled: true, server: server, option: true, device: device) == .merge)
  }
}
