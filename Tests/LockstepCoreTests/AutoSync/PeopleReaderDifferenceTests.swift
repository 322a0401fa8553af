import LockstepCore
import LockstepTesting
import Testing

@Suite("Reading a people file in two ways")
struct PeopleReaderDifferenceTests {
  @Test(
    "AUTO-1, AUTO-5 the reader says of every file what the rules say, written down a second time", arguments: 1...60)
  func same(seed: UInt64) {
    var files = PeopleFileGenerator(seed: seed)
    for round in 0..<40 {
      let bytes = files.next()
      let expected = PeopleReaderReference.read(bytes)
      let outcome = PeopleOutcome.read(bytes, inPiecesOf: [1, 5, 64, 4096][round % 4])
      #expect(
        outcome == expected, "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
  }

  @Test("AUTO-5 the files that are made are good ones and bad ones")
  func kinds() {
    var reasons: Set<String> = []
    var good = 0
    for seed in 1...60 as ClosedRange<UInt64> {
      var files = PeopleFileGenerator(seed: seed)
      for _ in 0..<40 {
        switch PeopleReaderReference.read(files.next()).file {
        case .read: good += 1
        case .refused(let errors): reasons.formUnion(errors.map { String($0.reason.prefix(12)) })
        }
      }
    }
    #expect(good > 400 && good < 2000, "\(good)")
    #expect(reasons.count > 15, "\(reasons)")
  }
}

/// Makes people files of every form, and spoils two of three.
private struct PeopleFileGenerator {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> [UInt8] {
    let separator = generator.pick([",", ";", "\t"]) ?? ","
    let end = generator.pick(["\n", "\r\n", "\r"]) ?? "\n"
    let columns = generator.number(4...6)
    let isQuoted = generator.once(in: 3)
    var lines: [String] = generator.once(in: 12) ? ["sep=\(separator)"] : []
    if generator.once(in: 2) {
      lines.append(
        ["First name", "Last name", "E-mail", "ID", "Sync ID", ""].prefix(columns).joined(separator: separator))
    }
    for number in 0..<generator.number(0...6) {
      let cells = row(number).prefix(columns).map { cell in
        isQuoted || cell.contains { [",", ";", "\t", "\"", "\n"].contains($0) }
          ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
      }
      lines.append(cells.joined(separator: separator))
      if generator.once(in: 10) { lines.append("") }
    }
    let text = lines.joined(separator: end) + (generator.once(in: 4) ? "" : end)
    var bytes = encoded(text)
    if !generator.once(in: 3) { for _ in 0..<generator.number(1...2) { spoil(&bytes) } }
    return bytes
  }

  private mutating func row(_ number: Int) -> [String] {
    let first = [
      "Ada", "Zoë", "李", "Zoe\u{308}", " Ada ", "", "Mary  Ann", "O'Neil", "\"Bo\"", "محمد", "A\u{A0}B", "👩🏽",
    ]
    let last = ["Quill", "Müller", "小龍", "Tal\nBerg", "", "Иванов", "Quill, Berg", "a;b", "\u{1E9E}"]
    let domain = ["example.org", "EXAMPLE.org", "b.c", "münchen.example", "", "a@b"]
    return [
      generator.pick(first) ?? "", generator.pick(last) ?? "",
      "p\(generator.once(in: 9) ? 0 : number)@"
        + (generator.once(in: 4) ? generator.pick(domain) ?? "" : "example.org"),
      generator.once(in: 8)
        ? generator.pick(["0", "", " 7 ", "0x1F", "twelve", "٣", "99999999999999999999"]) ?? "" : "00\(number + 1)",
      generator.once(in: 20) ? "" : "S\(number)", generator.once(in: 20) ? "x" : "",
    ]
  }

  private mutating func encoded(_ text: String) -> [UInt8] {
    let units = Array(text.utf16)
    switch generator.number(0...7) {
    case 0: return [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case 1: return [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case 2: return units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case 3: return text.unicodeScalars.map { UInt8(exactly: $0.value) ?? 0x80 }
    case 4: return [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    default: return Array(text.utf8)
    }
  }

  private mutating func spoil(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = generator.number(0...(bytes.count - 1))
    let special = generator.pick([UInt8](",;\t\"\n\r@ 0=".utf8) + [0, 0x80, 0x81, 0xC3, 0xD8, 0xE2, 0xFF]) ?? 0
    switch generator.number(0...5) {
    case 0: bytes[place] = special
    case 1: bytes.insert(special, at: place)
    case 2: bytes.remove(at: place)
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.insert(contentsOf: bytes[place...].prefix(generator.number(1...60)), at: place)
    default: bytes.insert(contentsOf: Array(repeating: special, count: generator.number(30...5000)), at: place)
    }
  }
}
