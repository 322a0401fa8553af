/// What counts as an e-mail address; whether mail arrives only sending tells.
public enum MailAddress {
  /// What an address would need quotes or brackets for. Nobody's does, and a mail server would read it as something else.
  private static let refused: Set<Unicode.Scalar> = ["<", ">", "(", ")", "[", "]", ",", ";", ":", "\"", "\\"]

  /// One `@` with something before and a name behind it, at most 254 bytes.
  public static func isOne(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && text.utf8.count <= 254
      && !text.hasPrefix("-")
      && !text.unicodeScalars.contains {
        $0.properties.isWhitespace || [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
          || refused.contains($0)
      }
  }
}
