import LockstepCore
import NIOCore

/// Reads steps from lines. `docs/scenarios.md` has the language.
public struct StepParser {
  let line: Int
  private let tokens: [StepToken]
  private var index = 0
  private let endColumn: Int

  /// - Returns: nil for a line that is empty or a comment.
  /// - Throws: ``StepError`` that says where and what was expected.
  public static func parse(_ text: String, line: Int = 1) throws(StepError) -> Step? {
    let tokens = try StepToken.split(text, line: line)
    guard let first = tokens.first else { return nil }
    if !first.isQuoted, first.text == "server" {
      let rest = text.dropFirst(first.column - 1 + first.text.count).trimmingPrefix { $0.isWhitespace }
      guard !rest.isEmpty else {
        throw StepError(line: line, column: text.count + 1, expected: "what the server's owner does", found: "")
      }
      return Step(line: line, text: text, action: .server(String(rest)))
    }
    var parser = StepParser(line: line, tokens: tokens, endColumn: text.count + 1)
    let action = try parser.action()
    guard parser.isAtEnd else { throw parser.error("the end of the step") }
    return Step(line: line, text: text, action: action)
  }

  /// Every step of a text, a line each.
  public static func parse(lines: [String]) throws(StepError) -> [Step] {
    var steps: [Step] = []
    for (index, line) in lines.enumerated() {
      if let step = try parse(line, line: index + 1) { steps.append(step) }
    }
    return steps
  }

  private init(line: Int, tokens: [StepToken], endColumn: Int) {
    self.line = line
    self.tokens = tokens
    self.endColumn = endColumn
  }

  // MARK: Steps

  private mutating func action() throws(StepError) -> Step.Action {
    switch word {
    case "enrol", "enroll":
      advance()
      return try enrol()
    case "edit":
      advance()
      let isPartial = take("partial")
      let user = try user()
      return .edit(user, try changes(of: user, removing: true, atLeast: 1), isPartial: isPartial, at: try place())
    case "tamper":
      advance()
      let keepsDigest = take("unseen")
      let user = try user()
      let changes = try changes(of: user, removing: true, atLeast: 1)
      return .tamper(user, changes, keepsDigest: keepsDigest, at: try place())
    case "lose":
      advance()
      return .lose(try user(), at: try place())
    case "delete":
      advance()
      if take("all") { return .deleteAll(at: try place()) }
      return .delete(try user(), at: try place())
    case "present":
      advance()
      return try present()
    case "device", "every": return try device()
    case "wait":
      advance()
      try require("until")
      let (condition, selection) = try condition()
      return .wait(condition, at: selection, within: try limit())
    case "expect":
      advance()
      let (condition, selection) = try condition()
      return .expect(condition, at: selection)
    default:
      throw error("enrol, edit, delete, tamper, lose, present, device, every device, wait until, expect or server")
    }
  }

  private mutating func enrol() throws(StepError) -> Step.Action {
    let start = self
    let user = try user()
    var record = UserRecord(id: user)
    for change in try changes(of: user, removing: false) { record.apply(change) }
    do {
      return .enrol(try record.checked(), at: try place())
    } catch let failure as LimitError {
      throw start.error("a user within the limits (\(failure))")
    } catch let failure as StepError {
      throw failure
    } catch {
      throw start.error("a user")
    }
  }

  private mutating func present() throws(StepError) -> Step.Action {
    let presented = try presented()
    let place = try place()
    guard take("expect") else { return .present(presented, at: place, expecting: nil) }
    if take("granted") { return .present(presented, at: place, expecting: .granted) }
    guard take("denied") else { throw error("granted or denied") }
    guard !isAtEnd else { return .present(presented, at: place, expecting: .denied(nil)) }
    let reason = try choice(DenialReason.allCases, \.rawValue)
    return .present(presented, at: place, expecting: .denied(reason))
  }

  private mutating func limit() throws(StepError) -> TimeAmount? {
    guard take("within") else { return nil }
    let seconds = try number("a number of seconds", 0...86_400)
    guard take("s") || take("seconds") else { throw error("s") }
    return .seconds(Int64(seconds))
  }

  // MARK: Tokens

  var isAtEnd: Bool { index == tokens.count }

  /// The word that stands here; nil at the end and for a quoted text.
  var word: String? {
    guard index < tokens.count, !tokens[index].isQuoted else { return nil }
    return tokens[index].text
  }

  /// Any token that stands here.
  var text: String? { index < tokens.count ? tokens[index].text : nil }

  mutating func advance() { index += 1 }

  mutating func take(_ expected: String) -> Bool {
    guard word == expected else { return false }
    advance()
    return true
  }

  mutating func require(_ expected: String) throws(StepError) {
    guard take(expected) else { throw error(expected) }
  }

  func error(_ expected: String) -> StepError {
    guard index < tokens.count else { return StepError(line: line, column: endColumn, expected: expected, found: "") }
    return StepError(line: line, column: tokens[index].column, expected: expected, found: tokens[index].text)
  }
}
