import LockstepCore
import Testing

@Suite("Reading a people file")
struct PeopleReaderTests {
  /// Reads in pieces of every size, which must make no difference.
  private func read(_ bytes: [UInt8]) -> PeopleFile {
    var results: [PeopleFile] = []
    for size in [1, 2, 3, 7, max(1, bytes.count)] {
      var reader = PeopleReader()
      for start in stride(from: 0, to: bytes.count, by: size) {
        reader.read(bytes[start..<min(bytes.count, start + size)])
      }
      results.append(reader.finish())
    }
    #expect(Set(results).count == 1)
    return results[0]
  }

  private func read(_ text: String) -> PeopleFile { read(Array(text.utf8)) }

  private func people(_ file: PeopleFile) throws -> PeopleFile.People {
    guard case .read(let people) = file else { throw Refused(file: file) }
    return people
  }

  private func errors(_ file: PeopleFile) -> [FileError] {
    guard case .refused(let errors) = file else { return [] }
    return errors
  }

  struct Refused: Error {
    let file: PeopleFile
  }

  private static let plain = """
    First name,Last name,E-mail address,ID,Sync ID
    Ada,Quill,ada@example.org,0012,A-1
    Bruno,Tal,bruno@example.org,13,A-2

    """

  @Test("AUTO-1 five columns, a header, leading zeros")
  func plain() throws {
    let people = try people(read(Self.plain))
    #expect(people.rows.map(\.firstName) == ["Ada", "Bruno"])
    #expect(people.rows.map(\.id) == ["0012", "13"])
    #expect(people.rows.map(\.number.decimal) == ["12", "13"])
    #expect(people.rows.map(\.key) == ["A-1", "A-2"])
    #expect(people.rows.map(\.line) == [2, 3])
    #expect(people.hasHeader && people.hasSyncIDs && people.endsWithLineEnd)
  }

  @Test(
    "AUTO-1 the same people in every separator, encoding and line end",
    arguments: [",", ";", "\t"], ["\n", "\r\n", "\r"])
  func forms(separator: String, end: String) throws {
    let lines = ["Zoë,Ångström,zoe@example.org,7", "李,小龍,li@example.org,8"]
    let text = lines.map { $0.replacing(",", with: separator) + end }.joined()
    let expected = try people(read(text))
    #expect(expected.rows.map(\.lastName) == ["Ångström", "小龍"])
    #expect(!expected.hasHeader && !expected.hasSyncIDs)
    let utf16 = Array(text.utf16)
    let big = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let little = utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for bytes in [[0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFE, 0xFF] + big, [0xFF, 0xFE] + little, little] {
      #expect(try people(read(bytes)).rows == expected.rows)
    }
  }

  @Test("AUTO-1 Windows-1252, as a spreadsheet writes it")
  func windows1252() throws {
    let bytes =
      Array("Zo".utf8) + [0xEB] + Array(",M".utf8) + [0xFC] + Array("ller ".utf8) + [0x80]
      + Array(",zoe@example.org,7\n".utf8)
    let people = try people(read(bytes))
    #expect(people.rows.map(\.firstName) == ["Zoë"])
    #expect(people.rows.map(\.lastName) == ["Müller €"])
    #expect(people.encoding == "Windows-1252")
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
    let errors = errors(read(bytes))
    #expect(errors.last?.line == line)
    #expect(errors.last?.reason.contains(reason) == true, "\(errors)")
  }

  @Test("AUTO-1 quotes: separators, quotes and line breaks within a cell")
  func quotes() throws {
    let people = try people(
      read("\"Ada, the \"\"first\"\"\",\"Quill\r\nBerg\",ada@example.org,1\nB,T,b@example.org,2\n"))
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
    let errors = errors(read(text))
    #expect(errors.first?.line == line)
    #expect(errors.first?.reason.contains(reason) == true, "\(errors)")
  }

  @Test(
    "AUTO-1 one empty column at the end of every line is ignored",
    arguments: [
      "A,B,a@b.c,1,\nC,D,c@b.c,2,\n", "First,Last,Mail,Number,\nA,B,a@b.c,1,\nC,D,c@b.c,2,\n",
    ])
  func trailing(text: String) throws {
    let people = try people(read(text))
    #expect(people.rows.count == 2)
    #expect(!people.hasSyncIDs)
    let five = try self.people(read("A,B,a@b.c,1,S1,\nC,D,c@b.c,2,S2,\n"))
    #expect(five.rows.map(\.syncID) == ["S1", "S2"])
  }

  @Test("AUTO-3 where the Sync ID column is there, an empty one is an error")
  func emptySyncID() {
    let errors = errors(read("A,B,a@b.c,1,\nC,D,c@b.c,2,S2\n"))
    #expect(errors == [FileError(line: 1, column: .syncID, reason: "it is empty")])
    #expect(!self.errors(read("First,Last,Mail,Number,Sync ID\nA,B,a@b.c,1,\n")).isEmpty)
  }

  @Test("AUTO-5 every error of a file is told, with line, column, value and reason; not one row is taken")
  func everyError() {
    let errors = errors(
      read(
        """
        ,,a@b.c,1
        C,D,nobody,2
        E,F,e@b.c,2
        G,H,E@B.C,twelve
        I,J,,
        K,L,k@b.c,0
        """))
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
      let file = read(Array(bytes[..<end]))
      guard case .read(let people) = file else { continue }
      #expect(!people.endsWithLineEnd || end == 38, "\(end)")
    }
    #expect(try people(read(bytes)).endsWithLineEnd)
  }

  @Test(
    "AUTO-6 an empty file, or one with a header only, has no rows",
    arguments: ["", "\n\r\n", "First,Last,Mail,Number\n"])
  func empty(text: String) throws {
    #expect(try people(read(text)).rows.isEmpty)
  }

  @Test("AUTO-5 so many errors that nobody reads them are counted")
  func manyErrors() {
    let lines = (1...(PeopleReader.mostErrors + 5)).map { "A,B,nobody\($0),\($0)\n" }.joined()
    var reader = PeopleReader()
    reader.read(Array(lines.utf8))
    guard case .refused(let errors) = reader.finish() else { return }
    #expect(errors.count == PeopleReader.mostErrors + 1)
    #expect(errors.contains { $0.reason == "5 more errors" })
  }
}
