/// A person's name as devices show it, and as it is compared with another (AUTO-4, AUTO-15).
public struct PersonName: Hashable, Sendable {
  /// First, space, last; cut between characters at the limit of LIMIT-1.
  public let text: String
  public let isCut: Bool

  public init(first: String, last: String) {
    let whole = [first, last].filter { !$0.isEmpty }.joined(separator: " ")
    text = Text.cut(whole, characters: Limits.nameCharacters, bytes: Limits.nameBytes)
    isCut = text != whole
  }

  /// Whether the names are one but for case and order. A vacant name agrees with none.
  public func agrees(with other: String) -> Bool {
    let words = Self.words(text)
    return !words.isEmpty && words == Self.words(other)
  }

  private static func words(_ name: String) -> [String] {
    name.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" && $0 != "-" }
      .map(String.init).sorted()
  }
}
