import LockstepCore

/// What came out of a file.
struct PeopleOutcome: Hashable, Error {
  let file: PeopleFile
  let rows: [PersonRow]

  /// - Parameter size: how many bytes are at hand at a time.
  static func read(_ bytes: [UInt8], inPiecesOf size: Int) -> Self {
    var reader = PeopleReader()
    var rows: [PersonRow] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      reader.read(bytes[start..<min(bytes.count, start + size)]) { rows.append($0) }
    }
    return Self(file: reader.finish { rows.append($0) }, rows: rows)
  }

  /// - Throws: the outcome, if the file was refused.
  var shape: PeopleFile.Shape {
    get throws(PeopleOutcome) {
      guard case .read(let shape) = file else { throw self }
      return shape
    }
  }

  var errors: [FileError] {
    guard case .refused(let errors) = file else { return [] }
    return errors
  }
}
