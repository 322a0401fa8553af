/// Takes an input apart from front to back. Behind its end come zeros, so that every input means something.
struct InputCursor {
  private let input: [UInt8]
  private var position = 0

  init(_ input: [UInt8]) { self.input = input }

  var isAtEnd: Bool { position >= input.count }

  mutating func byte() -> UInt8 {
    guard position < input.count else { return 0 }
    defer { position += 1 }
    return input[position]
  }

  /// Two bytes, the higher first.
  mutating func short() -> Int { Int(byte()) << 8 | Int(byte()) }

  mutating func number(below limit: Int) -> Int { limit > 0 ? Int(byte()) % limit : 0 }

  mutating func once(in count: Int) -> Bool { number(below: count) == 1 }

  mutating func bytes(_ count: Int) -> [UInt8] {
    let end = min(input.count, position + count)
    defer { position = end }
    return Array(input[position..<end])
  }

  mutating func rest() -> [UInt8] { bytes(input.count) }
}
