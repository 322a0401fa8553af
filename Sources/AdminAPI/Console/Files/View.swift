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
    get { values[name] is Nothing ? nil : values[name] }
    set { values[name] = newValue.flatMap { ($0 as? String)?.isEmpty == true ? nil : $0 } ?? Nothing() }
  }

  func child(named name: String) -> Any? { values[name] }

  /// Stands where a value is missing, so that none of the same name is taken from the view around it.
  private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
  }

  /// A choice of a list, with the one that is chosen.
  static func choices(_ all: [(value: String, title: String)], chosen: String) -> [View] {
    all.map { ["value": $0.value, "title": $0.title, "chosen": $0.value == chosen] }
  }
}
