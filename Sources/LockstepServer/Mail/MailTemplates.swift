import ConsoleFiles
import Foundation
import LockstepStore
import Logging
import Mustache
import Synchronization

/// The texts of mails: those of an operator in `mail-templates/LANGUAGE/KIND.subject`, `.txt` and `.html` of the data
/// directory, where there are any, else the built-in ones; where a language has none, English.
///
/// They are read for each mail, so that a change holds at once. One that cannot be used is told in the log, once, and the
/// built-in one is used.
final class MailTemplates: Sendable {
  static let folder = "mail-templates"
  /// More is no template.
  static let mostBytes = 262_144

  private let directory: URL
  private let logger: Logger
  /// When those that cannot be used were changed last.
  private let told = Mutex<[String: Date]>([:])

  /// - Parameter data: the data directory.
  init(data: URL, logger: Logger) {
    directory = data.appendingPathComponent(Self.folder)
    self.logger = logger
  }

  func text(_ kind: MailKind, language: String, _ values: [String: MailValue]) -> MailText {
    func render(_ form: MailForm) -> String { self.render(kind.rawValue, form, language, MailView(values: values)) }
    return MailText(
      subject: subject(render(.subject)), plain: render(.plain).trimmingCharacters(in: .newlines) + "\n",
      html: render(.html))
  }

  /// One line, whatever the template has.
  private func subject(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func render(_ name: String, _ form: MailForm, _ language: String, _ view: MailView) -> String {
    for origin in origins(language) {
      guard let template = template(name, form, origin) else { continue }
      var library = MustacheLibrary()
      if form.hasFrame, let frame = origins(language).lazy.compactMap({ self.template("frame", form, $0) }).first {
        library.register(frame, named: "frame")
      }
      let text = template.render(view, library: library)
      // Says nothing: as good as none.
      if text.contains(where: { !$0.isWhitespace }) { return text }
    }
    return ""
  }

  private enum Origin {
    case own(String)
    case builtIn(String)
  }

  private func origins(_ language: String) -> [Origin] {
    let english: [Origin] = [.own("en"), .builtIn("en")]
    // It becomes part of a path.
    guard language != "en", (2...3).contains(language.utf8.count),
      language.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
    else { return english }
    return [.own(language), .builtIn(language)] + english
  }

  private func template(_ name: String, _ form: MailForm, _ origin: Origin) -> MustacheTemplate? {
    switch origin {
    case .builtIn(let language):
      Self.builtIn["\(language)/\(name).\(form.rawValue)"].flatMap { try? Self.parse($0, form) }
    case .own(let language):
      ownTemplate(directory.appendingPathComponent("\(language)/\(name).\(form.rawValue)"), form)
    }
  }

  private func ownTemplate(_ file: URL, _ form: MailForm) -> MustacheTemplate? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: file.path) else { return nil }
    let changed = attributes[.modificationDate] as? Date ?? .distantPast
    do {
      guard (attributes[.size] as? Int ?? 0) <= Self.mostBytes else { throw Unusable("it is too large") }
      guard let data = FileManager.default.contents(atPath: file.path) else { throw Unusable("it cannot be read") }
      guard let text = String(validating: data, as: UTF8.self) else { throw Unusable("it is not UTF-8") }
      return try Self.parse(text, form)
    } catch {
      let isNew = told.withLock { $0.updateValue(changed, forKey: file.path) != changed }
      if isNew {
        logger.error(
          "a mail template cannot be used; the built-in one is",
          metadata: ["file": "\(file.path)", "error": "\(error)"])
      }
      return nil
    }
  }

  private struct Unusable: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }

  private static func parse(_ text: String, _ form: MailForm) throws -> MustacheTemplate {
    try MustacheTemplate(string: form.contentType + text)
  }

  /// By path below `mail/`.
  static let builtIn: [String: String] = {
    var texts: [String: String] = [:]
    var index = 0
    while let file = console_file_at(index)?.pointee {
      let path = String(cString: file.path)
      if path.hasPrefix("mail/") {
        let bytes = UnsafeBufferPointer(start: file.bytes, count: file.size)
        texts[String(path.dropFirst("mail/".count))] = String(decoding: bytes, as: UTF8.self)
      }
      index += 1
    }
    return texts
  }()
}
