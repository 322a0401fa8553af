import Foundation
import LockstepServer
import Mustache

/// The templates of the pages, read once.
enum PageTemplates {
  /// A template that cannot be read is a fault of the build, so that the program does not start with it.
  static let library: MustacheLibrary = {
    var library = MustacheLibrary()
    for (name, file) in ConsoleFile.files(in: "pages/", ending: ".mustache") {
      do {
        try library.register(HTMLEscaping.pragma + withTexts(file.text), named: name)
      } catch {
        preconditionFailure("the template \(name) cannot be read: \(error)")
      }
    }
    return library
  }()

  /// `{{text.overview.title}}` is replaced once, here: a table has it in each of its rows.
  private static func withTexts(_ template: String) -> String {
    let parts = template.components(separatedBy: "{{text.")
    return parts.dropFirst().reduce(into: parts[0]) { result, part in
      let (key, rest) = (part.prefix { $0 != "}" }, part.drop { $0 != "}" }.dropFirst(2))
      result += HTMLEscaping.escape(Texts.english(String(key))) + rest
    }
  }

  static func has(_ name: String) -> Bool { library.getTemplate(named: name) != nil }
}
