import AdminModel
import Foundation
import Testing

@Suite("LIMIT-6 times are RFC 3339")
struct TimestampTests {
  @Test(
    "LIMIT-6 every form of an instant is read",
    arguments: [
      ("2026-05-04T08:30:00Z", 1_777_883_400.0), ("2026-05-04T10:30:00+02:00", 1_777_883_400),
      ("2026-05-04T08:30:00.250Z", 1_777_883_400.25), ("2026-05-04T05:00:30.5-03:30", 1_777_883_430.5),
      ("2024-02-29T23:59:59Z", 1_709_251_199),
    ])
  func read(text: String, seconds: Double) throws {
    let date = try #require(Timestamp.date(text))
    #expect(abs(date.timeIntervalSince1970 - seconds) < 0.001)
  }

  @Test(
    "LIMIT-6 what is no instant is refused",
    arguments: [
      "", "2026-05-04", "08:30", "2026-13-04T08:30:00Z", "now", "2026-02-30T08:30:00Z", "2026-05-04T24:30:00Z",
      "2026-05-04T08:30:60Z", "2026-05-04T08:30:00Z now", "2026-05-04T08:30:00+24:00", "2026-05-04T08:30:00+02:60",
      "2026-05-04T08:30:00++2:00", "2026-05-04T08:30:00+2:000",
      "2026-05-04T08:30:00.Z", "2026-05-04 08:30:00Z", "226-5-4T8:3:0Z", "٢٠٢٦-05-04T08:30:00Z",
    ])
  func refused(text: String) { #expect(Timestamp.date(text) == nil) }

  @Test("LIMIT-6 instants are written in UTC")
  func written() {
    #expect(Timestamp.text(Date(timeIntervalSince1970: 1_777_883_400)) == "2026-05-04T08:30:00Z")
  }

  @Test(
    "LIMIT-6 a year that would be written with other than four digits is refused",
    arguments: [
      ("9999-12-31T23:59:59Z", true), ("9999-12-31T23:59:59-00:01", false), ("10000-01-01T00:00:00Z", false),
      ("0000-01-01T00:00:00Z", true), ("0000-01-01T00:00:00+00:01", false),
    ])
  func years(text: String, isRead: Bool) {
    let date = Timestamp.date(text)
    #expect((date != nil) == isRead)
    #expect(date.map(Timestamp.text) == (isRead ? text : nil))
  }
}
