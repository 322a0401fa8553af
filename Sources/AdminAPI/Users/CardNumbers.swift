import AdminModel
import LockstepCore
import LockstepServer
import LockstepStore

/// A card's number opens doors: who only looks sees that a card is there, not its number.
extension AdminContext {
  var readsCardNumbers: Bool { principal.map { $0.role >= .operator } ?? false }
}

extension UserResource {
  func shown(to context: AdminContext) -> UserResource {
    guard !context.readsCardNumbers else { return self }
    var user = self
    user.cards = cards.map { CardValue(kind: $0.kind, number: "") }
    return user
  }
}

extension Slot {
  /// The field without the number of a card.
  var withoutNumber: String {
    if case .card(let card) = self { "card \(card.kind.name)" } else { description }
  }
}
