import Testing

@testable import LockstepServer

struct FeedTests {
  @Test("SEND-4 what is changed while a look is under way asks for one more, however often")
  func looksAgain() {
    let feed = Feed()
    #expect(feed.beginLook())
    #expect(!feed.beginLook() && !feed.beginLook())
    #expect(feed.endLook())
    #expect(!feed.endLook())
    #expect(feed.beginLook())
  }

  @Test("SEND-4 a look that begins only after several commits is enough for all of them")
  func seesAll() {
    let feed = Feed()
    #expect(feed.beginLook())
    #expect(!feed.beginLook())
    feed.seesAll()
    #expect(!feed.endLook())
    #expect(feed.beginLook())
    feed.seesAll()
    #expect(!feed.beginLook())
    #expect(feed.endLook())
  }
}
