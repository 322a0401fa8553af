import LockstepCore
import LockstepTesting
import Testing

struct FitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let limit: @Sendable (inout Capabilities) -> Void
    let change: @Sendable (inout UserRecord) -> Void

    init(
      _ description: String, _ limit: @escaping @Sendable (inout Capabilities) -> Void,
      _ change: @escaping @Sendable (inout UserRecord) -> Void
    ) {
      self.testDescription = description
      self.limit = limit
      self.change = change
    }
  }

  @Test(
    "SEND-8 a user is fitted to what the device can hold",
    arguments: [
      Case("everything", { _ in }, { _ in }),
      Case("no names", { $0.nameBytes = 0 }, { $0.name = "" }),
      Case("names of 3 bytes", { $0.nameBytes = 3 }, { $0.name = "Ada" }),
      Case("a cut at a space", { $0.nameCharacters = 4 }, { $0.name = "Ada" }),
      Case("no messages", { $0.personalMessage = false }, { $0.personalMessage = "" }),
      Case("no PINs", { $0.pin = false }, { $0.pin = nil }),
      Case("small photos", { $0.photoBytes = 299 }, { $0.photo = nil }),
      Case("photos just as large", { $0.photoBytes = 300 }, { _ in }),
      Case("one kind of card", { $0.cardKinds = [.mobile] }, { $0.setCards($0.cards.filter { $0.kind == .mobile }) }),
      Case("one card", { $0.cardsPerUser = 1 }, { $0.setCards(Array($0.cards.prefix(1))) }),
      Case("no fingers", { $0.fingerprintsPerUser = 0 }, { $0.setFingerprints([]) }),
      Case("one finger", { $0.fingerprintsPerUser = 1 }, { $0.setFingerprints([Sample.finger(0, 1, 2)]) }),
      Case("no infrared faces", { $0.infraredFaces = 0 }, { $0.setFaces([Sample.face(.visual, 1, 2)]) }),
      Case("one visual face", { $0.visualFaces = 1 }, { _ in }),
      Case("one job code", { $0.jobCodes = 1 }, { $0.jobCodes = [JobCode(code: 1, label: "Workshop")] }),
    ])
  func fitted(test: Case) throws {
    var capabilities = Capabilities()
    test.limit(&capabilities)
    var expected = try People.ada()
    test.change(&expected)
    #expect(try Fit.fit(try People.ada(), to: capabilities) == expected)
  }

  @Test("SEND-8 a device with numeric IDs only cannot hold any other")
  func numericOnly() throws {
    let capabilities = Capabilities(alphanumericIDs: false)
    #expect(throws: Fit.Misfit.alphanumericID) { try Fit.fit(try People.ada(id: "a17"), to: capabilities) }
    #expect(try Fit.fit(try People.ada(), to: capabilities) == (try People.ada()))
  }

  @Test(
    "SEND-8 characters that a device cannot show become ?",
    arguments: [("Øystein Ås", "Øystein Ås"), ("Ewa Żółkowska", "Ewa ?ó?kowska"), ("李 小龍", "? ??"), ("👩‍👩‍👧‍👦", "???????")])
  func latin1(name: String, shown: String) throws {
    let user = UserRecord(id: try UserID("1"), name: name)
    #expect(try Fit.fit(user, to: Capabilities(latin1NamesOnly: true)).name == shown)
  }

  @Test("SEND-8 without indexes fingers are numbered by their content, so that both sides agree")
  func unindexed() throws {
    var (left, right) = (try People.bruno(), try People.bruno())
    left.setFingerprints([Sample.finger(1, 1), Sample.finger(4, 2), Sample.finger(9, 3, isDuress: true)])
    right.setFingerprints([Sample.finger(0, 3, isDuress: true), Sample.finger(5, 2), Sample.finger(6, 1)])
    let capabilities = Capabilities(fingerprintIndexes: false)
    let fitted = try Fit.fit(left, to: capabilities)
    #expect(fitted == (try Fit.fit(right, to: capabilities)))
    #expect(fitted.fingerprints.map(\.index) == [0, 1, 2])
    #expect(fitted.fingerprints.last?.isDuress == true)
  }

  @Test("SEND-8 fitting twice changes nothing, and adds nothing", arguments: 0..<5)
  func twice(seed: UInt64) throws {
    var generator = RecordGenerator(seed: seed)
    for _ in 0..<100 {
      let (user, capabilities) = (try generator.record(), generator.capabilities())
      let fitted = try Fit.fit(user, to: capabilities)
      #expect(try Fit.fit(fitted, to: capabilities) == fitted)
      #expect(try fitted.checked() == fitted)
      #expect(fitted.rights == user.rights)
      #expect(Set(fitted.cards).isSubset(of: user.cards))
    }
  }
}
