import ArgumentParser
import Foundation

/// Measures Lockstep against what the same machine allows, in the same run.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lockstep-bench",
    abstract: "Measures Lockstep against what the same machine allows, in the same run.",
    discussion: "The figures go to standard output, what is going on to standard error.",
    subcommands: [EchoPeer.self, IdlePeer.self, BroadcastPeer.self, FillPeer.self])

  @Option(help: "The server that is measured: a release.")
  var binary = ".build/release/lockstep"

  @Option(help: ArgumentHelp("Measure this alone; can be given several times.", valueName: "name"))
  var only: [FigureGroup] = []

  @Flag(
    help:
      """
      What takes longer too: a million people, the highest rate of enrolments, the storm on doors that hold everybody, \
      ten days of storms by a fast clock, how cost grows, 50 million events.
      """
  )
  var long = false

  @Option(help: ArgumentHelp("table or json.", valueName: "form"))
  var format = Format.table

  @Option(
    help: ArgumentHelp(
      "Where databases are made and removed again: on a real disk (the system's folder for such files).",
      valueName: "dir"))
  var scratch: String?

  @Option(help: ArgumentHelp("The package of the benchmarks, for one part at a time.", valueName: "dir"))
  var package = "Benchmarks"

  @Option(help: "Users of the server whose pages are measured.")
  var users = 500_000

  @Option(help: "Its devices.")
  var devices = 400

  @Option(help: "Its events (5 million; 50 million with --long).")
  var events: Int?

  @Option(help: ArgumentHelp("Where it is filled once, and kept: what is measured is a copy.", valueName: "dir"))
  var directory: String?

  @Option(help: ArgumentHelp("Measure Auto-sync alone, with so many people.", valueName: "count"))
  var people: Int?

  enum Format: String, ExpressibleByArgument {
    case table, json
  }

  func run() async throws {
    StartedProcesses.endWithThisOne()
    let setup = Setup(
      binary: binary, scratch: try Scratch.folder(scratch), isLong: long, openFiles: OpenFiles.raiseLimit())
    if let people { return try Figure.show(autoSync(people, setup), asJSON: format == .json) }
    var (figures, hasFailed) = ([Figure](), false)
    for group in FigureGroup.allCases where only.isEmpty || only.contains(group) {
      do {
        figures += try await measure(group, setup)
      } catch {
        // What was measured so far is worth showing.
        ProgressLine.tell("\(group.rawValue) could not be measured: \(error)")
        hasFailed = true
      }
    }
    try Figure.show(figures, asJSON: format == .json)
    if hasFailed { throw ExitCode.failure }
  }

  private func measure(_ group: FigureGroup, _ setup: Setup) async throws -> [Figure] {
    switch group {
    case .pages: return try await pages(setup)
    case .autoSync: return try autoSync(100_000, setup) + (long ? autoSync(1_000_000, setup) : [])
    case .acknowledgement: return try await AcknowledgementFigures(setup: setup).measure()
    case .enrolment: return try await EnrolmentFigures(setup: setup).measure()
    case .ingest: return try await IngestFigures(setup: setup).measure()
    case .fanOut: return try await FanOutFigures(setup: setup).measure()
    case .connections: return try await ConnectionFigures(setup: setup).measure()
    case .fanOutRate: return long ? try await FanOutRateFigures(setup: setup).measure() : []
    case .storm: return try await StormFigures(setup: setup).measure()
    case .day: return long ? try await DayFigures(setup: setup).measure() : []
    case .growth: return long ? try await GrowthFigures(setup: setup).measure() : []
    case .firstFill: return try await FirstFillFigures(setup: setup).measure()
    case .micro: return try MicroFigures(package: package).measure()
    }
  }

  private func pages(_ setup: Setup) async throws -> [Figure] {
    func filled(_ url: URL) -> FilledDirectory {
      FilledDirectory(url: url, users: users, devices: devices, events: events ?? (long ? 50_000_000 : 5_000_000))
    }
    let url = try setup.newFolder()
    defer { try? FileManager.default.removeItem(at: url) }
    let kept = directory.map { filled(URL(fileURLWithPath: $0)) }
    return try await PageFigures(setup: setup, filled: filled(url), kept: kept).measure()
  }

  private func autoSync(_ people: Int, _ setup: Setup) throws -> [Figure] {
    let isLarge = people > 500_000
    return try AutoSyncFigures(
      people: people, directory: setup.newFolder(), planLimit: isLarge ? 5000 : 500, applyLimit: isLarge ? nil : 1000
    ).measure()
  }
}
