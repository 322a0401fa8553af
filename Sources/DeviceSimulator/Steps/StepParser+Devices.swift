import LockstepCore

/// What steps do with devices and expect of them.
extension StepParser {
  mutating func device() throws(StepError) -> Step.Action {
    let selection = try selection()
    return .device(selection, try command())
  }

  private mutating func command() throws(StepError) -> DeviceCommand {
    if take("connect") { return .connect }
    if take("disconnect") { return .disconnect }
    if take("cut") { return .cut }
    if take("reboot") { return .reboot }
    if take("reset") { return .reset }
    if take("mend") { return .mend }
    if take("away") { return .away(seconds: try number("a number of seconds", 0...86_400)) }
    if take("factory") {
      try require("reset")
      return .factoryReset
    }
    if take("clear") {
      try require("log")
      return .clearLog
    }
    if take("clock") {
      return .clock(Int64(try number("seconds such as +3600 or -60", -4_000_000_000...4_000_000_000)))
    }
    if take("capacity") { return .capacity(try number("a number of users", 0...10_000_000)) }
    if take("skip") { return .skipLogs(UInt32(try number("a number of log IDs", 1...Int(UInt32.max)))) }
    if take("fault") {
      let name = try choice(FaultName.allCases, \.rawValue)
      return .fault(name, name.takesNumber ? try number("a number", 0...Int.max) : nil)
    }
    throw error(
      "connect, disconnect, cut, away, reboot, reset, factory reset, clear log, clock, capacity, skip, fault or mend")
  }

  /// `user 17 [not] at device 1003 …`, `user 17 … at every device`, `device 1003 holds user 17 …`,
  /// `device 1003 registered`.
  mutating func condition() throws(StepError) -> (DeviceCondition, DeviceSelection) {
    guard take("user") else {
      let selection = try selection()
      return (try standing(), selection)
    }
    let user = try user()
    if take("not") { return (.lacks(user), try place()) }
    var properties = try properties()
    let place = try place()
    properties += try self.properties()
    return (.holds(user, properties), place)
  }

  private mutating func standing() throws(StepError) -> DeviceCondition {
    if take("connected") { return .connected }
    if take("disconnected") { return .disconnected }
    if take("registered") { return .registered }
    if take("waiting") { return .waiting }
    if take("acknowledged") { return .acknowledged }
    if take("holds") {
      if take("user") { return .holds(try user(), try properties()) }
      let count = try number("user or a number of users", 0...10_000_000)
      guard take("users") || take("user") else { throw error("users") }
      return .holdsCount(count)
    }
    if take("lacks") {
      try require("user")
      return .lacks(try user())
    }
    throw error("holds, lacks, connected, disconnected, registered, waiting or acknowledged")
  }
}
