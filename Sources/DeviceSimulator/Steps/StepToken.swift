/// A word or a quoted text of a line.
struct StepToken: Hashable, Sendable {
  let text: String
  /// In characters, from 1.
  let column: Int
  let isQuoted: Bool

  /// Words are parted by blanks; a text in `"` may have blanks, and `\"` and `\\`; `#` begins a comment.
  static func split(_ text: String, line: Int) throws(StepError) -> [StepToken] {
    var tokens: [StepToken] = []
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      let start = index
      switch characters[index] {
      case " ", "\t", "\r", "\n": index += 1
      case "#": return tokens
      case "\"":
        let content = try quoted(characters, &index, line: line)
        tokens.append(StepToken(text: content, column: start + 1, isQuoted: true))
      default:
        while index < characters.count, !characters[index].isWhitespace { index += 1 }
        tokens.append(StepToken(text: String(characters[start..<index]), column: start + 1, isQuoted: false))
      }
    }
    return tokens
  }

  private static func quoted(_ characters: [Character], _ index: inout Int, line: Int) throws(StepError) -> String {
    let start = index
    var content = ""
    index += 1
    while index < characters.count {
      switch characters[index] {
      case "\"":
        index += 1
        return content
      case "\\" where index + 1 < characters.count:
        content.append(characters[index + 1])
        index += 2
      default:
        content.append(characters[index])
        index += 1
      }
    }
    throw StepError(
      line: line, column: start + 1, expected: "a text that ends with \"", found: String(characters[start...]))
  }
}
