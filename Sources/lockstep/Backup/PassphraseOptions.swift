import ArgumentParser
import Foundation

/// The passphrase of a backup's keys: from a file, standard input, or a person at the terminal.
struct PassphraseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file with the passphrase of the keys, - for standard input; without it you are asked at the terminal.",
      valueName: "file"), completion: .file())
  var passphraseFile: String?

  /// - Parameter isNew: it is asked for twice.
  func read(isNew: Bool) throws -> String {
    if let passphraseFile {
      if passphraseFile == "-" {
        guard let line = readLine() else { throw ValidationError("--passphrase-file: standard input is empty") }
        return line
      }
      guard let text = try? String(contentsOfFile: passphraseFile, encoding: .utf8) else {
        throw ValidationError("--passphrase-file: the file \(passphraseFile) cannot be read")
      }
      return text.trimmingCharacters(in: .newlines)
    }
    guard isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("there is no terminal to ask for the passphrase: give it with --passphrase-file")
    }
    let first = ask("Passphrase of the keys: ")
    guard !isNew || ask("The same again: ") == first else { throw ValidationError("the two are not the same") }
    return first
  }

  /// What is typed is not shown.
  private func ask(_ question: String) -> String {
    var shown = termios()
    tcgetattr(STDIN_FILENO, &shown)
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
      StandardError.write("\n")
    }
    StandardError.write(question)
    return readLine() ?? ""
  }
}
