import Foundation
import LockstepCore

/// The rules of reading a people file, written down a second time: the whole file at once, character by character, each
/// value kept. It is slow and easy to follow; the reader must say the same of every file.
enum PeopleReaderReference {
  static func read(_ bytes: [UInt8]) -> PeopleOutcome {
    let text = PeopleTextReference.decode(bytes)
    var rows = PersonRowsReference()
    var failure: FileError?
    var cutter = CSVReference(scalars: text.scalars, isWhole: text.malformed == nil)
    var separator: Unicode.Scalar?
    do throws(FileError) {
      separator = try chooseSeparator(cutter)
      if let separator {
        cutter.separator = separator
        if named(text.scalars) != nil { _ = try cutter.next() }
        while let record = try cutter.next() { try rows.add(record) }
      }
    } catch {
      failure = error
    }
    if failure == nil, let reason = text.malformed {
      failure = FileError(line: 1 + CSVReference.lineEnds(text.scalars), reason: reason)
    }
    let errors = rows.allErrors + (failure.map { [$0] } ?? [])
    guard errors.isEmpty else {
      let order = { (error: FileError) in (error.line, error.column?.rawValue ?? -1) }
      return PeopleOutcome(file: .refused(errors.sorted { order($0) < order($1) }), rows: rows.rows)
    }
    let shape = PeopleFile.Shape(
      rowCount: rows.rows.count, hasHeader: rows.hasHeader, hasSyncIDs: rows.hasSyncIDs,
      endsWithLineEnd: separator == nil || text.scalars.last.map(CSVReference.isLineEnd) ?? true,
      encoding: text.encoding, separator: separator ?? ",")
    return PeopleOutcome(file: .read(shape), rows: rows.rows)
  }

  /// Nil if there is no record.
  private static func chooseSeparator(_ cutter: CSVReference) throws(FileError) -> Unicode.Scalar? {
    if let named = named(cutter.scalars) { return named }
    var firsts: [CSVReference.Record] = []
    var failures: [FileError] = []
    var isUnknown = false
    for separator in [",", ";", "\t"] as [Unicode.Scalar] {
      var cutter = cutter
      cutter.separator = separator
      do throws(FileError) {
        if let first = try cutter.next() { firsts.append(first) } else { isUnknown = true }
      } catch {
        failures.append(error)
      }
    }
    // Nothing is known of a record that the malformed place is in, nor of a file without one.
    if isUnknown { return nil }
    if let first = firsts.first(where: { PersonRowsReference.fits($0.cells) }) { return first.separator }
    let columns = firsts.map(\.cells.count).max() ?? 0
    if columns <= 1, let failure = failures.first { throw failure }
    throw PersonRowsReference.unfit(line: cutter.firstLine, columns: columns)
  }

  private static func named(_ scalars: [Unicode.Scalar]) -> Unicode.Scalar? {
    let lines = scalars.split(whereSeparator: CSVReference.isLineEnd)
    guard let first = lines.first, first.count == 5, let last = first.last, ",;\t".unicodeScalars.contains(last),
      String(String.UnicodeScalarView(first.prefix(4))).lowercased() == "sep="
    else { return nil }
    return last
  }
}

/// Bytes to characters.
private struct PeopleTextReference {
  var scalars: [Unicode.Scalar] = []
  var encoding = "UTF-8"
  var malformed: String?

  static func decode(_ bytes: [UInt8]) -> Self {
    if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), bigEndian: true) }
    if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), bigEndian: false) }
    if bytes.count > 1, bytes[0] == 0, bytes[1] != 0 { return utf16(bytes[...], bigEndian: true) }
    if bytes.count > 1, bytes[0] != 0, bytes[1] == 0 { return utf16(bytes[...], bigEndian: false) }
    return utf8(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
  }

  /// - Returns: false at a NUL.
  private mutating func add(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\0" { malformed = "a NUL byte" } else { scalars.append(scalar) }
    return malformed == nil
  }

  private static func utf8(_ bytes: ArraySlice<UInt8>) -> Self {
    var result = Self()
    var parser = Unicode.UTF8.ForwardParser()
    var input = bytes.makeIterator()
    var used = 0
    while true {
      switch parser.parseScalar(from: &input) {
      case .emptyInput: return result
      case .valid(let encoded):
        used += encoded.count
        guard result.add(Unicode.UTF8.decode(encoded)) else { return result }
      case .error(let length):
        let rest = bytes.dropFirst(used)
        guard result.scalars.contains(where: { !$0.isASCII }) else { return windows1252(rest, after: result.scalars) }
        let isCutOff = length == rest.count && (0xC2...0xF4).contains(rest.first ?? 0)
        result.malformed = isCutOff ? "the file ends within a character" : "bytes that are no UTF-8"
        return result
      }
    }
  }

  private static func windows1252(_ bytes: ArraySlice<UInt8>, after scalars: [Unicode.Scalar]) -> Self {
    var result = Self(scalars: scalars, encoding: "Windows-1252")
    for byte in bytes {
      let text = String(data: Data([byte]), encoding: .windowsCP1252)?.unicodeScalars.first
      guard let scalar = text, ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) else {
        result.malformed = "a byte that is neither UTF-8 nor Windows-1252"
        return result
      }
      guard result.add(scalar) else { return result }
    }
    return result
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> Self {
    var result = Self(encoding: "UTF-16")
    let pairs = bytes.count / 2
    let units = (0..<pairs).map { index in
      let (first, second) = (bytes[bytes.startIndex + 2 * index], bytes[bytes.startIndex + 2 * index + 1])
      return bigEndian ? UInt16(first) << 8 | UInt16(second) : UInt16(second) << 8 | UInt16(first)
    }
    var index = 0
    while index < units.count {
      if !UTF16.isSurrogate(units[index]) {
        guard let scalar = Unicode.Scalar(units[index]), result.add(scalar) else { return result }
        index += 1
      } else if UTF16.isLeadSurrogate(units[index]), index + 1 == units.count {
        break
      } else if UTF16.isLeadSurrogate(units[index]), UTF16.isTrailSurrogate(units[index + 1]) {
        result.scalars += String(decoding: units[index...(index + 1)], as: UTF16.self).unicodeScalars
        index += 2
      } else {
        result.malformed = "half a character of UTF-16"
        return result
      }
    }
    if index < units.count || bytes.count % 2 == 1 { result.malformed = "the file ends within a character" }
    return result
  }
}
