/// The numbers that stand for what a row says, under the server's key: a run compares them instead of texts, so that a
/// million unchanged people cost eight bytes each and not their names.
public struct RowHash: Sendable {
  private let key: SipHash.Key

  /// - Parameter key: 16 bytes at least, the same for all of a server's life.
  public init(key bytes: [UInt8]) {
    func word(_ offset: Int) -> UInt64 { bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    key = (word(0), word(8))
  }

  /// What a person without a Sync ID is found by, whatever the case of the address (AUTO-3).
  public func email(_ address: String) -> UInt64 { of(1, [address.lowercased()]) }

  public func syncID(_ id: String) -> UInt64 { of(2, [id]) }

  /// First name, last name, e-mail address and ID, as the file writes them.
  public func content(firstName: String, lastName: String, email: String, id: String) -> UInt64 {
    of(3, [firstName, lastName, email, id])
  }

  public func content(_ row: PersonRow) -> UInt64 {
    content(firstName: row.firstName, lastName: row.lastName, email: row.email, id: row.id)
  }

  /// Stands for all rows up to and with this one, in their order.
  ///
  /// - Parameter earlier: the mark of the row before; 0 for the first.
  func mark(after earlier: UInt64, content: UInt64, key rowKey: UInt64) -> UInt64 {
    var hash = SipHash(key: key)
    for word in [4, earlier, content, rowKey] { withUnsafeBytes(of: word.littleEndian) { hash.combine($0) } }
    return hash.finish()
  }

  /// 16 bytes that stand for the words, in their order.
  func set(_ words: [String]) -> [UInt8] {
    [5, 6].flatMap { of($0, words).bigEndianBytes }
  }

  private func of(_ kind: UInt8, _ texts: [String]) -> UInt64 {
    var hash = SipHash(key: key)
    hash.combine(kind)
    for text in texts {
      hash.combine(text)
      // No UTF-8 has this byte, so that no two lists of texts are one.
      hash.combine(UInt8(0xFF))
    }
    return hash.finish()
  }
}
