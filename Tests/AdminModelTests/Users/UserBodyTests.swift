import AdminModel
import Foundation
import Testing

@Suite("The body of a user")
struct UserBodyTests {
  @Test("every field of a user can be given, and comes back")
  func everyField() throws {
    let body = UserBody(
      id: .set("17"), name: .set("Ada Example"), personalMessage: .set("Hello"), email: .set("ada@example.org"),
      phone: .set("+49 30 1"), department: .set("Laboratory"), title: .set("Dr."), customFields: .set(["shift": "B"]),
      accessGroups: .set(["Laboratory"]), start: .set(Date(timeIntervalSince1970: 1_777_883_400)), end: .clear,
      disabled: .set(false), securityLevel: .set(3), authenticationModes: .set([1, 2]), protected: .set(true),
      cards: .set([CardValue(kind: "csn", number: "12345")]), pin: .set(Data(repeating: 7, count: 32)),
      photo: .set(Data([0xFF, 0xD8, 0xFF])),
      fingerprints: .set([FingerprintBody(index: 0, templates: [Data([1, 2])], duress: true)]),
      faces: .set([FaceBody(kind: "visual", index: 0, template: Data([3]))]),
      jobCodes: .set([JobCodeValue(code: 1, label: "In")]))
    #expect(try UserBody.decode(AdminJSON.encoder.encode(body)) == body)
  }

  @Test("an empty object changes nothing")
  func empty() throws { #expect(try UserBody.decode(Data("{}".utf8)) == UserBody()) }
}
