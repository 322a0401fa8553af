import LockstepCore
import Testing

@Suite("Reading a people file")
struct PeopleReaderTests {
  /// Reads in pieces of every size, which must make no difference.
  private func read(_ bytes: [UInt8]) -> PeopleOutcome {
    let outcomes = [1, 2, 3, 7, max(1, bytes.count)].map { PeopleOutcome.read(bytes, inPiecesOf: $0) }
    #expect(Set(outcomes).count == 1)
    return outcomes[0]
  }

  private func read(_ text: String) -> PeopleOutcome { read(Array(text.utf8)) }

  private static let plain = """
    First name,Last name,E-mail address,ID,Sync ID
    Ada,Quill,ada@example.org,0012,A-1
    Bruno,Tal,bruno@example.org,13,A-2

    """

  @Test("AUTO-1 five columns, a header, leading zeros")
  func plain() throws {
    let people = read(Self.plain)
    let shape = try people.shape
    #expect(people.rows.map(\.firstName) == ["Ada", "Bruno"])
    #expect(people.rows.map(\.id) == ["0012", "13"])
    #expect(people.rows.map(\.number.decimal) == ["12", "13"])
    #expect(people.rows.map(\.key) == ["A-1", "A-2"])
    #expect(people.rows.map(\.line) == [2, 3])
    #expect(shape.hasHeader && shape.hasSyncIDs && shape.endsWithLineEnd)
    #expect(shape.rowCount == 2)
  }

  @Test("AUTO-1 bytes that do not lie in one piece of memory are read as any others")
  func scattered() throws {
    let bytes = Array(Self.plain.utf8)
    var reader = PeopleReader()
    var rows: [PersonRow] = []
    reader.read(bytes.lazy.map { $0 }) { rows.append($0) }
    let file = reader.finish { rows.append($0) }
    #expect(PeopleOutcome(file: file, rows: rows) == read(bytes))
    #expect(rows.count == 2)
  }

  @Test(
    "AUTO-1 the same people in every separator, encoding and line end",
    arguments: [",", ";", "\t"], ["\n", "\r\n", "\r"])
  func forms(separator: String, end: String) throws {
    let lines = ["Zoë,Ångström,zoe@example.org,7", "李,小龍,li@example.org,8"]
    let text = lines.map { $0.replacing(",", with: separator) + end }.joined()
    let expected = read(text)
    let shape = try expected.shape
    #expect(expected.rows.map(\.lastName) == ["Ångström", "小龍"])
    #expect(!shape.hasHeader && !shape.hasSyncIDs)
    #expect(String(shape.separator) == separator)
    let utf16 = Array(text.utf16)
    let big = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let little = utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for bytes in [[0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFE, 0xFF] + big, [0xFF, 0xFE] + little, little] {
      let other = read(bytes)
      #expect(try other.shape.rowCount == 2)
      #expect(other.rows == expected.rows)
    }
  }

  @Test(
    "AUTO-1 AUTO-5 somebody in the first line whose address or ID is missing is an error, and never passed over as a header",
    arguments: ["Ada,Quill,,,P-1", "Ada,Quill, ,none,P-1", "Ada,Quill,ada at example.org,,P-1"])
  func noHeader(first: String) {
    let errors = read("\(first)\nBruno,Tal,bruno@example.org,13,P-2\n").errors
    #expect(errors.first?.line == 1 && errors.contains { $0.reason == "it is empty" }, "\(errors)")
  }

  @Test("AUTO-1 Windows-1252, as a spreadsheet writes it")
  func windows1252() throws {
    let bytes =
      Array("Zo".utf8) + [0xEB] + Array(",M".utf8) + [0xFC] + Array("ller ".utf8) + [0x80]
      + Array(",zoe@example.org,7\n".utf8)
    let people = read(bytes)
    #expect(people.rows.map(\.firstName) == ["Zoë"])
    #expect(people.rows.map(\.lastName) == ["Müller €"])
    #expect(try people.shape.encoding == "Windows-1252")
  }

  @Test(
    "AUTO-5 bytes that are no text are refused with their line",
    arguments: [
      (Array("é,B,a@b.c,1\nA".utf8) + [0xEB] + Array(",B,b@b.c,2\n".utf8), 2, "no UTF-8"),
      (Array("A,B,a@b.c,1\nA\0,B,b@b.c,2\n".utf8), 2, "NUL"),
      ([0xFF, 0xFE, 0x41], 1, "within a character"),
      ([0xFF, 0xFE, 0x00, 0xDC], 1, "half a character"),
      (Array("A,B,a@b.c,1\nA".utf8) + [0x81, 0x0A], 2, "neither UTF-8 nor Windows-1252"),
      (Array("é,B,a@b.c,1\nA,B,b@b.c,2,".utf8) + [0xC3], 2, "within a character"),
    ])
  func malformed(bytes: [UInt8], line: Int, reason: String) {
    let errors = read(bytes).errors
    #expect(errors.last?.line == line)
    #expect(errors.last?.reason.contains(reason) == true, "\(errors)")
  }

  @Test("AUTO-1 quotes: separators, quotes and line breaks within a cell")
  func quotes() throws {
    let people = read("\"Ada, the \"\"first\"\"\",\"Quill\r\nBerg\",ada@example.org,1\nB,T,b@example.org,2\n")
    #expect(try people.shape.rowCount == 2)
    #expect(people.rows[0].firstName == "Ada, the \"first\"")
    #expect(people.rows[0].lastName == "Quill Berg")
    #expect(people.rows[1].line == 3)
  }

  @Test(
    "AUTO-5 what is strictly no CSV is an error with its line",
    arguments: [
      ("A,B,a@b.c,1\nC,\"D,c@b.c,2\nE,F,e@b.c,3\n", 2, "nowhere closed"),
      ("A,B,a@b.c,1\nC,\"D\"x,c@b.c,2\n", 2, "after a closing quote"),
      ("A,B,a@b.c,1\nC,D\"x,c@b.c,2\n", 2, "does not begin with one"),
      ("A,B,a@b.c,1\nC,D,c@b.c\n", 2, "4 columns are expected"),
      ("A,B,a@b.c,1\nC,D,c@b.c,2,x\n", 2, "4 columns are expected"),
      ("A,B,a@b.c,1,S1,x\n", 1, "4 or 5 columns"),
      ("A,B,a@b.c,1,S1,\nC,D,c@b.c,2,S2,x\n", 2, "a sixth that is empty"),
      ("nonsense\n", 1, "4 or 5 columns"),
      ("A B a@b.c 1\n", 1, "found 1"),
    ])
  func strict(text: String, line: Int, reason: String) {
    let errors = read(text).errors
    #expect(errors.first?.line == line)
    #expect(errors.first?.reason.contains(reason) == true, "\(errors)")
  }

  @Test(
    "AUTO-1 one empty column at the end of every line is ignored",
    arguments: [
      "A,B,a@b.c,1,\nC,D,c@b.c,2,\n", "First,Last,Mail,Number,\nA,B,a@b.c,1,\nC,D,c@b.c,2,\n",
    ])
  func trailing(text: String) throws {
    let people = read(text)
    #expect(people.rows.count == 2)
    #expect(try !people.shape.hasSyncIDs)
    let five = read("A,B,a@b.c,1,S1,\nC,D,c@b.c,2,S2,\n")
    #expect(try five.shape.hasSyncIDs)
    #expect(five.rows.map(\.syncID) == ["S1", "S2"])
  }

  @Test("AUTO-3 where the Sync ID column is there, an empty one is an error")
  func emptySyncID() {
    let errors = read("A,B,a@b.c,1,\nC,D,c@b.c,2,S2\n").errors
    #expect(errors == [FileError(line: 1, column: .syncID, reason: "it is empty")])
    #expect(!read("First,Last,Mail,Number,Sync ID\nA,B,a@b.c,1,\n").errors.isEmpty)
  }

  @Test("AUTO-5 every error of a file is told, with line, column, value and reason; not one row is taken")
  func everyError() {
    let outcome = read(
      """
      ,,a@b.c,1
      C,D,nobody,2
      E,F,e@b.c,2
      G,H,E@B.C,twelve
      I,J,,
      K,L,k@b.c,0
      """)
    let errors = outcome.errors
    #expect(outcome.rows.isEmpty)
    let shown = errors.map { "\($0.line) \($0.column?.title ?? ""): \($0.value)" }
    #expect(
      shown == [
        "1 Last name: ", "2 E-mail address: nobody", "3 ID: 2", "4 E-mail address: E@B.C", "4 ID: twelve",
        "5 E-mail address: ", "5 ID: ", "6 ID: 0",
      ])
    #expect(errors[2].description == "line 3, ID: the same as on line 2: 2")
  }

  @Test("AUTO-5 a file cut off anywhere within a row is an error, or its last line has no end")
  func cut() throws {
    let bytes = Array("Ada,\"Quill, B\",ada@example.org,12,A-1\nBo,\"Tal\",bo@example.org,13,A-2\n".utf8)
    for end in 1..<bytes.count {
      guard case .read(let shape) = read(Array(bytes[..<end])).file else { continue }
      #expect(!shape.endsWithLineEnd || end == 38, "\(end)")
    }
    #expect(try read(bytes).shape.endsWithLineEnd)
  }

  @Test(
    "AUTO-6 an empty file, or one with a header only, has no rows",
    arguments: ["", "\n\r\n", "First,Last,Mail,Number\n"])
  func empty(text: String) throws {
    #expect(try read(text).shape.rowCount == 0)
  }

  @Test("AUTO-5 so many errors that nobody reads them are counted")
  func manyErrors() {
    let lines = (1...(PeopleReader.mostErrors + 5)).map { "A,B,nobody\($0),\($0)\n" }.joined()
    let file = read(lines)
    #expect(file.errors.count == PeopleReader.mostErrors + 1)
    #expect(file.errors.contains { $0.reason == "5 more errors" })
  }

  @Test("AUTO-1 Excel's first line that names the separator is no row", arguments: ["\n", "\r\n", "\r"])
  func namedSeparator(end: String) throws {
    let people = read(["sep=;", "First;Last;Mail;Number", "Ada;Quill, B;a@b.c;1", ""].joined(separator: end))
    #expect(try people.shape.separator == ";")
    #expect(try people.shape.hasHeader)
    #expect(people.rows.map(\.lastName) == ["Quill, B"])
    #expect(people.rows.map(\.line) == [3])
    #expect(read("sep=;\nA,B,a@b.c,1\n").errors.map(\.line) == [2])
    #expect(try read("sep=;").shape.rowCount == 0)
    #expect(read("sep=|\nA|B|a@b.c|1\n").errors.map(\.line) == [1])
  }

  @Test("AUTO-5 lines are counted past empty ones, also before the first record", arguments: ["\n", "\r\n", "\r"])
  func emptyLines(end: String) {
    let lines = ["", "", "A,B,a@b.c,1", "", "", "C,D,nobody,2", ""]
    #expect(read(lines.joined(separator: end)).errors.map(\.line) == [6])
    #expect(read(["", "", "A,B,a@b.c,1\0"].joined(separator: end)).errors.map(\.line) == [3])
  }

  @Test("AUTO-5 rows are given up to the first error, and none is read after what cannot be read")
  func rowsBeforeErrors() {
    let outcome = read("A,B,a@b.c,1\nC,D,nobody,2\nE,F,e@b.c,3\n")
    #expect(outcome.rows.map(\.line) == [1])
    #expect(outcome.errors.map(\.line) == [2])
  }

  @Test(
    "AUTO-5 a cell without end is refused on its line, however long its characters are", arguments: ["x", "é", "👩🏽"])
  func longCell(character: String) {
    let scalars = character.unicodeScalars.count
    let most = String(repeating: character, count: Self.longestCell / scalars)
    #expect(read("A,B,a@b.c,1\n\"\(most)\",D,c@b.c,2\n").errors.map(\.column) == [.firstName])
    let errors = read("A,B,a@b.c,1\n\n\"\(most)\(character)\nD,c@b.c,2\n").errors
    #expect(errors.map(\.line) == [3])
    #expect(errors.first?.reason.hasPrefix("a cell of more than") == true)
  }

  /// As the reader has it.
  private static let longestCell = 4096
}
