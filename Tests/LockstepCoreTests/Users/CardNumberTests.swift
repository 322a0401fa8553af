import LockstepCore
import LockstepTesting
import Testing

struct CardNumberTests {
  @Test(
    "LIMIT-3 a decimal ID and card bytes meet in one form",
    arguments: [
      ("12345", [0x30, 0x39]), ("00012345", [0x30, 0x39]), ("0x3039", [0x30, 0x39]), ("0X00003039", [0x30, 0x39]),
      ("0x539", [0x05, 0x39]), ("255", [0xFF]), ("256", [1, 0]), ("4294967296", [1, 0, 0, 0, 0]),
    ] as [(String, [UInt8])])
  func oneForm(text: String, bytes: [UInt8]) throws {
    let number = try CardNumber(text: text)
    #expect(number.bytes == bytes)
    #expect(try CardNumber(bytes: [0, 0] + bytes) == number)
    #expect(try CardNumber(text: number.decimal) == number)
  }

  @Test("LIMIT-3 a card number has 1 to 32 bytes")
  func size() throws {
    let largest = try CardNumber(bytes: [UInt8](repeating: 0xFF, count: 32))
    #expect(
      largest.decimal == "115792089237316195423570985008687907853269984665640564039457584007913129639935")
    #expect(try CardNumber(text: largest.decimal) == largest)
    #expect(try CardNumber(text: String(repeating: "0", count: 18) + largest.decimal) == largest)
    let over = "115792089237316195423570985008687907853269984665640564039457584007913129639936"
    #expect(throws: LimitError.self) { try CardNumber(text: over) }
    #expect(throws: LimitError.self) { try CardNumber(bytes: [UInt8](repeating: 1, count: 33)) }
    #expect(try CardNumber(bytes: [0] + largest.bytes) == largest)
  }

  @Test(
    "LIMIT-3 what is no card number is refused, and not repeated in the error",
    arguments: ["", "0", "000", "0x", "0x0", "12a", "0xZZ", "-1", " 1", "１", String(repeating: "1", count: 97)])
  func refused(text: String) {
    let error = #expect(throws: LimitError.self) { try CardNumber(text: text) }
    #expect(error?.field == "card number")
    #expect(text.count < 3 || error?.description.contains(text) == false)
  }

  @Test("Decimal and bytes meet for any number")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let bytes = (0..<random.number(1...32)).map { _ in UInt8(random.number(0...255)) } + [1]
      guard let number = try? CardNumber(bytes: bytes.suffix(32)) else { continue }
      #expect(try CardNumber(text: number.decimal) == number)
      #expect(try CardNumber(text: "0x" + number.bytes.hexadecimal) == number)
    }
  }

  @Test("Card numbers are ordered by value")
  func order() throws {
    let numbers = try ["256", "3", "255", "65536"].map { try CardNumber(text: $0) }
    #expect(numbers.sorted().map(\.decimal) == ["3", "255", "256", "65536"])
  }
}
