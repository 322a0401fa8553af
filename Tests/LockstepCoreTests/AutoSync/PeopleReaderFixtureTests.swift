import Foundation
import LockstepCore
import Testing

@Suite("Reading the people files of Fixtures/CSV")
struct PeopleReaderFixtureTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/CSV")

  /// A line of `expected.json`.
  struct Expectation: Decodable, CustomTestStringConvertible {
    struct Failure: Decodable {
      let line: Int
      let column: String?
      let value: String?
      let reason: String
    }

    let file: String
    /// Why the file is there.
    let shows: String
    /// Nil where the file is read.
    let errors: [Failure]?
    let header: Bool?
    let syncIDs: Bool?
    let separator: String?
    let encoding: String?
    let lineEnd: Bool?
    /// Line, first name, last name, e-mail address, ID, and Sync ID where there is one.
    let rows: [[String]]?

    var testDescription: String { "\(file): \(shows)" }
  }

  private static let expectations: [Expectation] = {
    do {
      let data = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
      return try JSONDecoder().decode([Expectation].self, from: data)
    } catch {
      Issue.record(error)
      return []
    }
  }()

  private static func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(file)))
  }

  @Test("AUTO-1, AUTO-5 each file is read or refused as expected, to the line and column", arguments: expectations)
  func outcome(expected: Expectation) throws {
    let bytes = try Self.bytes(expected.file)
    for size in [1, 3, 4096] {
      let outcome = PeopleOutcome.read(bytes, inPiecesOf: size)
      if let errors = expected.errors {
        let found = outcome.errors.map { [String($0.line), $0.column?.title ?? "", $0.value, $0.reason] }
        #expect(found == errors.map { [String($0.line), $0.column ?? "", $0.value ?? "", $0.reason] })
        #expect(!errors.isEmpty)
      } else {
        let shape = try outcome.shape
        let rows = outcome.rows.map {
          [String($0.line), $0.firstName, $0.lastName, $0.email, $0.id] + ($0.syncID.map { [$0] } ?? [])
        }
        #expect(rows == expected.rows)
        #expect(shape.rowCount == expected.rows?.count)
        #expect(shape.hasHeader == expected.header)
        #expect(shape.hasSyncIDs == expected.syncIDs)
        #expect(String(shape.separator) == expected.separator)
        #expect(shape.encoding == expected.encoding)
        #expect(shape.endsWithLineEnd == expected.lineEnd)
      }
      #expect(outcome == PeopleReaderReference.read(bytes))
    }
  }

  @Test("AUTO-1 every file of the folder is expected, and every one of the expected is there")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".csv") }
    #expect(Set(files) == Set(Self.expectations.map(\.file)))
    #expect(files.count >= 60)
  }

  @Test("AUTO-5, AUTO-6 a file cut off anywhere is refused, or has no line end, or has its first rows unchanged")
  func cut() throws {
    var (refused, withoutEnd, beginnings) = (0, 0, 0)
    for expected in Self.expectations where expected.errors == nil {
      let bytes = try Self.bytes(expected.file)
      let whole = PeopleOutcome.read(bytes, inPiecesOf: 4096)
      for end in 0..<bytes.count {
        let part = PeopleOutcome.read(Array(bytes[..<end]), inPiecesOf: 4096)
        switch part.file {
        case .refused: refused += 1
        case .read(let shape) where !shape.endsWithLineEnd: withoutEnd += 1
        case .read:
          beginnings += 1
          #expect(part.rows == Array(whole.rows.prefix(part.rows.count)), "\(expected.file), \(end) bytes")
        }
      }
    }
    #expect(refused > 1000 && withoutEnd > 100 && beginnings > 50, "\(refused), \(withoutEnd), \(beginnings)")
  }
}
