import AdminModel
import Foundation
import Testing

@Suite("Pages of a list")
struct PageTests {
  @Test("the last page says so")
  func last() throws {
    let json = try AdminJSON.encoder.encode(Page(items: [SettingResource(name: "time-zone", value: "UTC")]))
    #expect(
      String(decoding: json, as: UTF8.self) == #"{"items":[{"name":"time-zone","value":"UTC"}],"next":null}"#)
  }
}
