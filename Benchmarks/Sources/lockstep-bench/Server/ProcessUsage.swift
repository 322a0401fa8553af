import Foundation

/// What a process has used up to now.
struct ProcessUsage {
  let cpuSeconds: Double
  let residentBytes: Int

  /// - Parameter id: of this process when left out.
  init(of id: Int32 = getpid()) throws {
    let stat = try String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
    // The name, in parentheses, may have blanks; the third field follows it.
    let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ").dropFirst()
    let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }.reduce(0, +)
    cpuSeconds = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    residentBytes = (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
  }
}

/// How much of a core server and doors have taken, so that nobody takes what the simulated doors cost for the server's.
struct CoreShares {
  private let server: Int32
  private let started = ContinuousClock.now
  private let before: (server: ProcessUsage, doors: ProcessUsage)

  init(of server: BenchedServer) throws {
    self.server = server.id
    before = (try ProcessUsage(of: server.id), try ProcessUsage())
  }

  /// Since it was made.
  func figures(_ name: String) throws -> [Figure] {
    let seconds = (ContinuousClock.now - started).inSeconds
    let after = (server: try ProcessUsage(of: server), doors: try ProcessUsage())
    func share(_ later: ProcessUsage, _ earlier: ProcessUsage) -> Double {
      100 * (later.cpuSeconds - earlier.cpuSeconds) / seconds
    }
    return [
      Figure("\(name): of a core, server", share(after.server, before.server), "%"),
      Figure("\(name): of a core, simulated doors", share(after.doors, before.doors), "%"),
    ]
  }
}
