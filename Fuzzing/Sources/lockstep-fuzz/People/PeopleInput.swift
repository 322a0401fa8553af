import AllocatedMemory
import Foundation
import LockstepCore

/// The first byte says how long the pieces are in which a people file is read, the others are the file.
enum PeopleInput {
  static func run(_ bytes: [UInt8]) {
    var cursor = InputCursor(bytes)
    let size = Int(cursor.byte()) + 1
    let file = cursor.rest()
    let outcome = PeopleOutcome.read(file, inPiecesOf: max(1, file.count))
    require(PeopleOutcome.read(file, inPiecesOf: size) == outcome, "people: another outcome in pieces of \(size)")
    requireBounded(file)
    for row in outcome.rows { requireLimits(row) }
    switch outcome.file {
    case .read(let shape): require(shape.rowCount == outcome.rows.count, "people: rows are lost")
    case .refused(let errors):
      require(!errors.isEmpty && errors.count <= PeopleReader.mostErrors + 1, "people: \(errors.count) errors")
      for error in errors {
        require(error.value.count <= 101 && error.reason.utf8.count <= 200, "people: a long error")
      }
      // The other reader keeps all errors.
      if errors.count > PeopleReader.mostErrors { return }
    }
    require(outcome == PeopleReaderReference.read(file), "people: another outcome than the rules written down twice")
  }

  private static func requireLimits(_ row: PersonRow) {
    for text in [row.firstName, row.lastName, row.email, row.syncID ?? "-"] {
      require(text.count <= 200, "people: a text of \(text.count) characters")
      require(text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(text.utf8), "people: text that is not NFC")
    }
    require(!row.email.isEmpty && row.email.utf8.count <= 254, "people: no address, or a long one")
    require(row.firstName + row.lastName != "", "people: nobody")
  }

  /// What is kept of a file, however it is made, is some memory to begin with and about as much as the file has.
  private static func requireBounded(_ file: [UInt8]) {
    let before = allocated_memory()
    var reader = PeopleReader()
    for start in stride(from: 0, to: file.count, by: 512) {
      reader.read(file[start..<min(file.count, start + 512)]) { _ in }
    }
    let after = allocated_memory()
    _ = reader.finish { _ in }
    let kept = after > before ? Int(after - before) : 0
    require(kept <= 262_144 + 64 * file.count, "people: \(kept) bytes are kept of a file of \(file.count)")
  }
}
