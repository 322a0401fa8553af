import DeviceProtocol
import Testing

struct AllowanceTests {
  @Test("SEC-4 an allowance gives so much at once, and so much a second from then on")
  func use() {
    var allowance = Allowance(most: 3, perSecond: 2, at: .seconds(100))
    var used = (0..<5).map { _ in allowance.use(at: .seconds(100)) }
    #expect(used == [true, true, true, false, false])
    #expect(!allowance.isFull(at: .seconds(101)))
    used = (0..<3).map { _ in allowance.use(at: .seconds(101)) }
    #expect(used == [true, true, false])
    // Never more than at the beginning; a clock that goes back gives nothing.
    #expect(allowance.isFull(at: .seconds(200)))
    used = (0..<4).map { _ in allowance.use(at: .seconds(200)) }
    #expect(used == [true, true, true, false])
    #expect(allowance.use(at: .seconds(150)) == false)
  }
}
