import Foundation
import LockstepCore
import LockstepTesting
import Testing

struct UserRecordLimitsTests {
  /// One change of a good record, and the field that is then refused; none if it is still good.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let field: String?
    let change: @Sendable (inout UserRecord) throws -> Void

    init(_ description: String, _ field: String?, _ change: @escaping @Sendable (inout UserRecord) throws -> Void) {
      self.testDescription = description
      self.field = field
      self.change = change
    }
  }

  private func check(_ test: Case) throws {
    var record = try People.nobody()
    try test.change(&record)
    guard let field = test.field else {
      _ = try record.checked()
      return
    }
    let changed = record
    let error = #expect(throws: LimitError.self) { try changed.checked() }
    #expect(error?.field == field)
  }

  @Test(
    "LIMIT-2 personal messages",
    arguments: [
      Case("128 bytes", nil) { $0.personalMessage = String(repeating: "é", count: 64) },
      Case("130 bytes", "personal message") { $0.personalMessage = String(repeating: "é", count: 65) },
    ])
  func message(test: Case) throws { try check(test) }

  @Test(
    "LIMIT-3 cards",
    arguments: [
      Case("eight", nil) { $0.setCards(try (1...8).map { try Sample.card("\($0)") }) },
      Case("nine", "cards") { $0.setCards(try (1...9).map { try Sample.card("\($0)") }) },
      Case("one number as card and phone", nil) {
        $0.setCards([try Sample.card("5"), try Sample.card("5", .mobile)])
      },
      Case("one card twice", "cards") { $0.setCards([try Sample.card("5"), try Sample.card("0x05")]) },
    ])
  func cards(test: Case) throws { try check(test) }

  @Test(
    "LIMIT-4 PIN, photo, fingers, faces, job codes",
    arguments: [
      Case("PIN of 32 bytes", nil) { $0.pin = Sample.pin(1) },
      Case("PIN of 4 bytes", "PIN") { $0.pin = [1, 2, 3, 4] },
      Case("PIN of no bytes", "PIN") { $0.pin = [] },
      Case("photo of 16 KB", nil) { $0.photo = Sample.photo(1, size: 16384) },
      Case("photo of 16 KB and a byte", "photo") { $0.photo = Sample.photo(1, size: 16385) },
      Case("photo that is no JPEG", "photo") { $0.photo = [0x89, 0x50, 0x4E, 0x47] },
      Case("ten fingers", nil) { $0.setFingerprints((0..<10).map { Sample.finger($0, Int($0)) }) },
      Case("eleven fingers", "fingerprints") { $0.setFingerprints((0..<11).map { Sample.finger($0, Int($0)) }) },
      Case("finger index 10", "fingerprint index") { $0.setFingerprints([Sample.finger(10, 1)]) },
      Case("one finger index twice", "fingerprints") {
        $0.setFingerprints([Sample.finger(1, 1), Sample.finger(1, 2)])
      },
      Case("no template", "fingerprint 1") { $0.setFingerprints([Sample.finger(1)]) },
      Case("three templates", "fingerprint 1") { $0.setFingerprints([Sample.finger(1, 1, 2, 3)]) },
      Case("template of 384 bytes", nil) {
        $0.setFingerprints([Fingerprint(index: 1, templates: [[UInt8](repeating: 7, count: 384)])])
      },
      Case("template of 385 bytes", "fingerprint 1, template 2") {
        $0.setFingerprints([Fingerprint(index: 1, templates: [[7], [UInt8](repeating: 7, count: 385)])])
      },
      Case("five infrared and two visual faces", nil) {
        $0.setFaces((0..<5).map { Sample.face(.infrared, $0, 1) } + (0..<2).map { Sample.face(.visual, $0, 2) })
      },
      Case("six infrared faces", "infrared faces") { $0.setFaces((0..<6).map { Sample.face(.infrared, $0, 1) }) },
      Case("three visual faces", "visual faces") { $0.setFaces((0..<3).map { Sample.face(.visual, $0, 1) }) },
      Case("visual face index 2", "visual face index") { $0.setFaces([Sample.face(.visual, 2, 1)]) },
      Case("one face index twice", "visual faces") {
        $0.setFaces([Sample.face(.visual, 1, 1), Sample.face(.visual, 1, 2)])
      },
      Case("empty face", "infrared face 0") { $0.setFaces([Face(kind: .infrared, index: 0, template: [])]) },
      Case("face over its limit", "infrared face 0") {
        $0.setFaces([
          Face(kind: .infrared, index: 0, template: [UInt8](repeating: 1, count: Limits.faceTemplateBytes + 1))
        ])
      },
      Case("16 job codes", nil) { $0.jobCodes = (0..<16).map { JobCode(code: $0, label: "Job") } },
      Case("17 job codes", "job codes") { $0.jobCodes = (0..<17).map { JobCode(code: $0, label: "Job") } },
      Case("label of 49 bytes", "job code label") {
        $0.jobCodes = [JobCode(code: 1, label: String(repeating: "j", count: 49))]
      },
    ])
  func credentials(test: Case) throws { try check(test) }

  @Test(
    "LIMIT-4 access groups, start and end",
    arguments: [
      Case("16 groups", nil) { $0.rights.setAccessGroups(1...16) },
      Case("17 groups", "access groups") { $0.rights.setAccessGroups(1...17) },
      Case("group 0", "access groups") { $0.rights.setAccessGroups([0]) },
      Case("no limits of time", nil) { $0.rights = Rights(start: 0, end: 0) },
      Case("one instant", nil) { $0.rights = Rights(start: 1_000_000_000, end: 1_000_000_000) },
      Case("end only", nil) { $0.rights = Rights(end: Limits.latestTime) },
      Case("start before 2001", "start") { $0.rights = Rights(start: Limits.earliestTime - 1) },
      Case("end after 2037", "end") { $0.rights = Rights(end: Limits.latestTime + 1) },
      Case("negative end", "end") { $0.rights = Rights(end: -1) },
      Case("end before start", "end") { $0.rights = Rights(start: 1_000_000_001, end: 1_000_000_000) },
      Case("security level 6", "security level") { $0.rights.securityLevel = 6 },
      Case("33 authentication modes", "authentication modes") { $0.rights.setAuthenticationModes(1...33) },
    ])
  func rights(test: Case) throws { try check(test) }

  @Test("LIMIT-5 a record with everything at its limit is below 1 MiB, and passes")
  func largest() throws {
    var record = try People.nobody(id: String(repeating: "x", count: 32))
    record.name = String(repeating: "𝒜", count: 48)
    record.personalMessage = String(repeating: "m", count: 128)
    record.pin = Sample.pin(1)
    record.photo = Sample.photo(1, size: Limits.photoBytes)
    record.setCards(
      try (1...8).map { Card(kind: .qr, number: try CardNumber(bytes: [UInt8](repeating: $0, count: 32))) })
    let template = [UInt8](repeating: 9, count: 384)
    record.setFingerprints((0..<10).map { Fingerprint(index: $0, templates: [template, template]) })
    let face = [UInt8](repeating: 5, count: Limits.faceTemplateBytes)
    record.setFaces(
      Face.Kind.allCases.flatMap { kind in
        (0..<UInt8(kind.limit)).map { Face(kind: kind, index: $0, template: face) }
      })
    record.jobCodes = (0..<16).map { JobCode(code: $0, label: String(repeating: "j", count: 48)) }
    record.rights = Rights(
      accessGroups: Array(1...16), start: Limits.earliestTime, end: Limits.latestTime, isDisabled: true,
      securityLevel: 5, authenticationModes: Array(1...32))
    #expect(try record.checked() == record)
    #expect(RecordBytes.encode(record).count < Limits.recordBytes)
  }

  @Test("LIMIT-5 an error names field, limit and size, and never the value")
  func namedError() throws {
    var record = try People.nobody()
    record.personalMessage = String(repeating: "secret ", count: 30)
    let long = record
    let error = #expect(throws: LimitError.self) { try long.checked() }
    #expect(error?.description == "personal message: at most 128 bytes, found 209 bytes")
  }

  @Test("LIMIT-6 the limits of time are instants in UTC")
  func instants() throws {
    let format = Date.ISO8601FormatStyle()
    #expect(try format.parse("2001-01-01T00:00:00Z").timeIntervalSince1970 == Double(Limits.earliestTime))
    #expect(try format.parse("2037-12-31T23:59:59Z").timeIntervalSince1970 == Double(Limits.latestTime))
  }

  @Test("LIMIT-2 a checked record checks to itself")
  func checkedTwice() throws {
    var generator = RecordGenerator(seed: 1)
    for _ in 0..<100 {
      let record = try generator.record()
      #expect(try record.checked() == record)
    }
  }
}
