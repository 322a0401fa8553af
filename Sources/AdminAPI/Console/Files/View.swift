import Mustache

/// What a template is filled with: texts, numbers, truths, other views and lists of them.
struct View: Sendable, MustacheParent, ExpressibleByDictionaryLiteral {
  private var values: [String: any Sendable] = [:]

  init() {}

  /// Nil and the empty text are nothing: a section of them is left out.
  init(dictionaryLiteral elements: (String, (any Sendable)?)...) {
    for (name, value) in elements { self[name] = value }
  }

  subscript(name: String) -> (any Sendable)? {
    get {
      switch values[name] {
      case is Nothing: nil
      case let text as Text: text.renderText
      case let value: value
      }
    }
    set {
      switch newValue {
      case nil: values[name] = Nothing()
      case let text as String: values[name] = text.isEmpty ? Nothing() : Text(renderText: text)
      case let value: values[name] = value
      }
    }
  }

  func child(named name: String) -> Any? { values[name] }

  /// Stands where a value is missing, so that none of the same name is taken from the view around it.
  private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
  }

  /// A text that says what it is. Of a plain one the library finds out what it is not, and reflects it to look for names
  /// in it: a page with many rows takes a sixth longer.
  private struct Text: MustacheCustomRenderable, MustacheParent {
    let renderText: String
    var isNull: Bool { false }

    func child(named: String) -> Any? { nil }
  }

  /// A choice of a list, with the one that is chosen.
  static func choices(_ all: [(value: String, title: String)], chosen: String) -> [View] {
    all.map { ["value": $0.value, "title": $0.title, "chosen": $0.value == chosen] }
  }
}
