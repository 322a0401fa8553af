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

/// How much of a core a process takes from now on.
struct CoreShare {
  private let id: Int32
  private let started = ContinuousClock.now
  private let before: Double

  /// - Parameter id: of this process when left out.
  init(of id: Int32 = getpid()) throws {
    self.id = id
    before = try ProcessUsage(of: id).cpuSeconds
  }

  func percent() throws -> Double {
    100 * (try ProcessUsage(of: id).cpuSeconds - before) / (ContinuousClock.now - started).inSeconds
  }
}

/// How much of a core server and doors have taken, so that nobody takes what the simulated doors cost for the server's.
struct CoreShares {
  private let server: CoreShare
  private let doors: CoreShare

  init(of server: BenchedServer) throws {
    self.server = try CoreShare(of: server.id)
    doors = try CoreShare()
  }

  /// Since it was made.
  func figures(_ name: String, serverAtMost limit: Double? = nil) throws -> [Figure] {
    let (server, doors) = (try server.percent(), try doors.percent())
    let name = "\(name): of a core,"
    return [
      Figure("\(name) server", server, "%", atMost: limit),
      Figure("\(name) simulated doors", doors, "%"),
    ]
  }
}
