import LockstepStore
import Mustache

/// The values of a mail as a template sees them. What is empty is absent, also within a row, so that nothing of the same
/// name is taken from around it.
struct MailView: MustacheParent {
  let values: [String: MailValue]

  func child(named name: String) -> Any? {
    switch values[name] {
    case nil: nil
    case .text(let text): text.isEmpty ? Nothing() : text as Any
    case .rows(let rows):
      rows.isEmpty ? Nothing() : rows.map { MailView(values: $0.mapValues { MailValue.text($0) }) } as Any
    }
  }

  private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
  }
}
