import Foundation

/// The texts of an operator, as files that go into backups.
enum MailTemplateFiles {
  /// By path in the data directory: `mail-templates/LANGUAGE/KIND.subject`, `.txt`, `.html`. What is no template is left out.
  static func read(in data: URL) -> [String: Data] {
    let folder = data.appendingPathComponent(MailTemplates.folder)
    guard let names = FileManager.default.enumerator(atPath: folder.path) else { return [:] }
    var files: [String: Data] = [:]
    for case let name as String in names where isTemplate("\(MailTemplates.folder)/\(name)") {
      guard let bytes = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path),
        bytes.count <= MailTemplates.mostBytes
      else { continue }
      files["\(MailTemplates.folder)/\(name)"] = bytes
    }
    return files
  }

  /// Whether a path of a backup is one of a template, and leads nowhere else.
  static func isTemplate(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == MailTemplates.folder, (2...3).contains(parts[1].utf8.count),
      parts[1].utf8.allSatisfy(isLetter)
    else { return false }
    let name = parts[2].split(separator: ".", omittingEmptySubsequences: false)
    return name.count == 2 && !name[0].isEmpty && name[0].utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "-") }
      && MailForm(rawValue: String(name[1])) != nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}
