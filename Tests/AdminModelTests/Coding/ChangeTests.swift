import AdminModel
import Foundation
import Testing

@Suite("Left out, null and a value are three things")
struct ChangeTests {
  @Test("each is told apart")
  func toldApart() throws {
    let body = try DeviceBody.decode(Data(#"{"name":"East door","enrolmentGroup":null}"#.utf8))
    #expect(body.name == .set("East door"))
    #expect(body.enrolmentGroup == .clear)
    #expect(body.place == .absent)
  }

  @Test("each survives encoding")
  func survives() throws {
    let body = DeviceBody(name: .set("East door"), place: .clear)
    let json = try AdminJSON.encoder.encode(body)
    #expect(String(decoding: json, as: UTF8.self) == #"{"name":"East door","place":null}"#)
    #expect(try DeviceBody.decode(json) == body)
  }
}
