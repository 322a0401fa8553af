import Foundation

/// What is being measured, for whoever waits. The figures alone go to standard output.
enum ProgressLine {
  static func tell(_ text: String) { FileHandle.standardError.write(Data("bench: \(text)\n".utf8)) }
}
