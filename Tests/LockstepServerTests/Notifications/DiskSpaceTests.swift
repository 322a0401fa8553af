import Foundation
import Testing

@testable import LockstepServer

@Suite("Room on the disk")
struct DiskSpaceTests {
  @Test(
    "it is low below 5 %, unless that is still a lot, and below 500 MB whatever the disk's size",
    arguments: [
      (499_000_000, 1_000_000_000, true), (501_000_000, 1_000_000_000, false), (2_000_000_000, 50_000_000_000, true),
      (11_000_000_000, 1_000_000_000_000, false), (9_000_000_000, 1_000_000_000_000, true),
    ] as [(Int64, Int64, Bool)])
  func low(free: Int64, total: Int64, isLow: Bool) { #expect(DiskSpace(free: free, total: total).isLow == isLow) }

  @Test("it is told in words", arguments: [(300_400_000, "300 MB"), (1_290_000_000, "1.2 GB")] as [(Int64, String)])
  func words(free: Int64, text: String) { #expect(DiskSpace(free: free, total: 0).freeText == text) }

  @Test("the system says it of a folder that there is")
  func system() throws {
    let space = try #require(DiskSpace(at: FileManager.default.temporaryDirectory))
    #expect(space.total > 0 && space.free <= space.total)
    #expect(DiskSpace(at: URL(fileURLWithPath: "/no/such/folder")) == nil)
  }
}
