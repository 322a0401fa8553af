import Foundation
import LockstepCore

/// By what an erased person is recognized in texts about many: rows of files, held rows, mails. Sealed, and kept only
/// until these are done.
struct ErasedWords: Codable {
  /// Whole names. Somebody else may have the same one.
  private(set) var names: Set<String> = []
  /// What only one person has: e-mail address, phone, Sync ID, numbers.
  private(set) var keys: Set<String> = []

  mutating func add(name: String) { if !name.isEmpty { names.insert(name.lowercased()) } }

  mutating func add(key: String) { if !key.isEmpty { keys.insert(key.lowercased()) } }

  mutating func add(_ record: UserRecord) {
    add(name: record.name)
    for card in record.cards { add(key: card.number.decimal) }
  }

  mutating func add(_ details: UserDetails) {
    for key in [details.email, details.phone] { add(key: key) }
  }

  /// Whether a text is one of the keys.
  func hasKey(_ text: String) -> Bool { keys.contains(text.lowercased()) }

  /// Whether a text is a name or key, or has one that is long enough to be no chance in it.
  func areIn(_ text: String) -> Bool {
    guard !text.isEmpty else { return false }
    let text = text.lowercased()
    let all = names.union(keys)
    return all.contains(text) || all.contains { $0.count >= Self.leastPart && text.hasWord($0) }
  }

  private static let leastPart = 5
}

extension String {
  /// Whether the word stands here between characters that belong to no word.
  fileprivate func hasWord(_ word: String) -> Bool {
    func isEdge(_ character: Character?) -> Bool { character.map { !$0.isLetter && !$0.isNumber } ?? true }
    var rest = self[...]
    while let found = rest.range(of: word) {
      let before = found.lowerBound == startIndex ? nil : self[index(before: found.lowerBound)]
      let after = found.upperBound == endIndex ? nil : self[found.upperBound]
      if isEdge(before), isEdge(after) { return true }
      rest = rest[index(after: found.lowerBound)...]
    }
    return false
  }
}
