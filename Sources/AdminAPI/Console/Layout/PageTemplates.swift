import LockstepServer
import Mustache

/// The templates of the pages, read once.
enum PageTemplates {
  /// A template that cannot be read is a fault of the build, so that the program does not start with it.
  static let library: MustacheLibrary = {
    var library = MustacheLibrary()
    for (name, file) in ConsoleFile.files(in: "pages/", ending: ".mustache") {
      do {
        try library.register(HTMLEscaping.pragma + file.text, named: name)
      } catch {
        preconditionFailure("the template \(name) cannot be read: \(error)")
      }
    }
    return library
  }()

  static func has(_ name: String) -> Bool { library.getTemplate(named: name) != nil }
}
