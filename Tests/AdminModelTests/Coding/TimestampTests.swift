import AdminModel
import Foundation
import Testing

@Suite("LIMIT-6 times are RFC 3339")
struct TimestampTests {
  @Test(
    "LIMIT-6 every form of an instant is read",
    arguments: [
      ("2026-05-04T08:30:00Z", 1_777_883_400.0), ("2026-05-04T10:30:00+02:00", 1_777_883_400),
      ("2026-05-04T08:30:00.250Z", 1_777_883_400.25),
    ])
  func read(text: String, seconds: Double) throws {
    let date = try #require(Timestamp.date(text))
    #expect(abs(date.timeIntervalSince1970 - seconds) < 0.001)
  }

  @Test("LIMIT-6 what is no instant is refused", arguments: ["", "2026-05-04", "08:30", "2026-13-04T08:30:00Z", "now"])
  func refused(text: String) { #expect(Timestamp.date(text) == nil) }

  @Test("LIMIT-6 instants are written in UTC")
  func written() {
    #expect(Timestamp.text(Date(timeIntervalSince1970: 1_777_883_400)) == "2026-05-04T08:30:00Z")
  }
}
