import AdminModel
import Foundation
import Testing

@Suite("A user in answers")
struct UserResourceTests {
  @Test("SEC-3 no field can hold a template, a PIN hash or a photo")
  func noSecrets() throws {
    let user = UserResource(
      id: "17", name: "Ada Example", personalMessage: "", email: "", phone: "", department: "", title: "",
      customFields: [:], accessGroups: [], disabled: false, securityLevel: 0, authenticationModes: [],
      protected: false, cards: [], hasPIN: true, hasPhoto: true, fingerprints: [0], faces: [], jobCodes: [],
      incarnation: 1, revision: 1, version: 1, createdAt: Date(timeIntervalSince1970: 0),
      changedAt: Date(timeIntervalSince1970: 0))
    let json = try JSONSerialization.jsonObject(with: AdminJSON.encoder.encode(user)) as? [String: Any]
    let fields = Set(try #require(json).keys)
    // All of them, so that whoever adds one comes by here.
    #expect(
      fields == [
        "id", "name", "personalMessage", "email", "phone", "department", "title", "customFields", "accessGroups",
        "start", "end", "disabled", "securityLevel", "authenticationModes", "protected", "cards", "hasPIN", "hasPhoto",
        "fingerprints", "faces", "jobCodes", "incarnation", "revision", "version", "createdAt", "changedAt",
      ])
  }
}
