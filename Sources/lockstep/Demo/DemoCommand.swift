import ArgumentParser
import Foundation
import LockstepCore

/// `lockstep demo`: the main job, told step by step, with a server and simulated doors over real TCP in one process.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Tells the main job step by step, with a server and simulated doors over real TCP in one process.",
    discussion: """
      People are enrolled, edited and deleted at simulated doors and on the server, also while doors are away. At the \
      end the memory of every door is read back: it must hold exactly what it should. Without --once the server and \
      its doors then stay open, with the console and the addresses for commands and further doors.

      Example:
        lockstep demo --devices 5 --once
      """)

  @Option(help: "How many doors, 3 to 200.")
  var devices = 5

  @Flag(help: "End after the story: 0 only if every door holds what it should.")
  var once = false

  @Option(help: "table (for people) or json: one object a step, and a last one with the result.")
  var format = OutputFormat.table

  func validate() throws {
    guard (3...200).contains(devices) else { throw ValidationError("--devices: 3 to 200") }
  }

  func run() async throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("lockstep-demo-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let teller = StoryTeller(isJSON: format == .json)
    let ending = try await DemoWorld.run(devices: devices, in: directory, isOpen: !once) { world in
      let story = Story(world: world, teller: teller)
      try await story.tell()
      let ending = try await world.verify()
      teller.end(ending, once: once)
      if !once { try await world.staysOpen(teller) }
      return ending
    }
    guard ending.converged else { throw ExitCode.failure }
  }
}
