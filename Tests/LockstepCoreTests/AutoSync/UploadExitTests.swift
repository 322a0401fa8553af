import LockstepCore
import Testing

@Suite("How an upload ends")
struct UploadExitTests {
  @Test(
    "AUTO-9 every answer has its exit code",
    arguments: [(200, 0), (202, 4), (422, 3), (409, 5), (401, 5), (413, 5), (500, 5), (302, 5), (0, 5)]
      as [(Int, Int32)])
  func code(status: Int, code: Int32) { #expect(UploadExit(status: status).rawValue == code) }
}
