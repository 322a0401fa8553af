import AdminModel
import Foundation
import Testing

@Suite("Problem details")
struct ProblemTests {
  @Test("members that do not apply are left out, as RFC 9457 has it")
  func leftOut() throws {
    let problem = Problem(type: "about:blank", title: "Not Found", status: 404, detail: "there is no user 17")
    let json = String(decoding: try AdminJSON.encoder.encode(problem), as: UTF8.self)
    #expect(json == #"{"detail":"there is no user 17","status":404,"title":"Not Found","type":"about:blank"}"#)
  }
}
