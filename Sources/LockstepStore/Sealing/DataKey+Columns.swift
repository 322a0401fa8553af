import Foundation

extension DataKey {
  func seal(_ bytes: [UInt8], _ column: SealedColumn, _ row: some CustomStringConvertible) throws -> Data {
    try seal(bytes, at: column.place(row))
  }

  /// - Throws: ``StoreError/damaged(_:)``, with the place and never the value.
  func open(_ sealed: Data, _ column: SealedColumn, _ row: some CustomStringConvertible) throws -> [UInt8] {
    guard let bytes = open(sealed, at: column.place(row)) else { throw unopened(column, row) }
    return bytes
  }

  /// - Returns: Base64; the text itself where it holds nothing.
  func seal(_ text: String, _ column: SealedColumn, _ row: some CustomStringConvertible) throws -> String {
    text.holdsNothing ? text : try seal(Array(text.utf8), column, row).base64EncodedString()
  }

  /// - Throws: ``StoreError/damaged(_:)``, with the place and never the value.
  func open(_ text: String, _ column: SealedColumn, _ row: some CustomStringConvertible) throws -> String {
    if text.holdsNothing { return text }
    guard let sealed = Data(base64Encoded: text) else { throw unopened(column, row) }
    return String(decoding: try open(sealed, column, row), as: UTF8.self)
  }

  private func unopened(_ column: SealedColumn, _ row: some CustomStringConvertible) -> StoreError {
    .damaged(
      "\(column.table).\(column.name) of \(row) cannot be opened: it was changed, moved, or sealed with another key")
  }
}

extension String {
  /// Empty, or JSON without a field.
  fileprivate var holdsNothing: Bool { isEmpty || self == "{}" }
}
