import Foundation
import Synchronization

/// Writes the story: for people, or as one JSON object a line.
final class StoryTeller: Sendable {
  private let isJSON: Bool
  private let started = ContinuousClock.now
  private let chapter = Mutex(0)

  init(isJSON: Bool) { self.isJSON = isJSON }

  private struct Line: Encodable {
    var chapter: Int
    var seconds: Double
    var step: String?
    var title: String?
  }

  func begin(_ title: String) {
    let number = chapter.withLock { number in
      number += 1
      return number
    }
    if isJSON {
      write(Line(chapter: number, seconds: seconds, title: title))
    } else {
      print("\n\(number). \(title)")
    }
  }

  func tell(_ step: String) {
    if isJSON {
      write(Line(chapter: chapter.withLock { $0 }, seconds: seconds, step: step))
    } else {
      print("   \(step)")
    }
    fflush(nil)
  }

  func end(_ ending: Ending, once: Bool) {
    if isJSON { return write(ending) }
    print("")
    for line in ending.wrong { print("   WRONG  \(line)") }
    let doors = "\(ending.devices) doors read back, \(ending.users) users on the server"
    print(ending.converged ? "In sync: \(doors), every door holds exactly what it should." : "NOT in sync: \(doors).")
    print(
      "Open differences: \(ending.differences). Deleted there: \(ending.exceptions). Events logged: \(ending.events). "
        + String(format: "%.1f s.", seconds))
    fflush(nil)
  }

  private var seconds: Double {
    let time = (ContinuousClock.now - started).components
    return ((Double(time.seconds) + Double(time.attoseconds) / 1e18) * 1000).rounded() / 1000
  }

  private func write(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return }
    print(String(decoding: data, as: UTF8.self))
    fflush(nil)
  }
}

/// What was found when every door's memory was read back.
struct Ending: Encodable, Sendable {
  var converged: Bool
  var devices: Int
  var users: Int
  var differences: Int
  var exceptions: Int
  var events: Int
  var wrong: [String]
}
