import AdminClient
import AdminModel
import ArgumentParser

struct DeviceShow: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one device.",
    discussion: """
      Example:
        lockstep device show 1003
      """)

  @Argument(help: "The device's number.")
  var id: UInt32

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let device = try await client.device(id)
    output.show(device, device.fields)
  }
}

extension DeviceResource {
  /// Everything of it, as people read it.
  var fields: [(String, String)] {
    [
      ("ID", "\(id)"), ("Name", name), ("Place", Words.text(place)), ("State", "\(state), \(connection)"),
      ("Check code", Words.text(checkCode)),
      ("On hold", hold == "none" ? "no" : "\(hold): \(holdReason)"),
      ("Access groups", Words.list(accessGroups)), ("Enrolment group", Words.text(enrolmentGroup)),
      ("Users", "\(userCount) of \(userCapacity)"),
      ("In sync", Words.yes(inSync)),
      ("Confirmed", "revision \(cursor) of \(head), \(Words.count(pendingChanges, "change")) pending"),
      ("Open differences", "\(openDifferences)"), ("Exceptions", "\(exceptions)"),
      ("Model", Words.text(model)), ("Firmware", Words.text(firmware)),
      ("Event log", "stored up to \(logMark), epoch \(epoch)"), ("Last seen", Words.time(lastSeen)),
      ("Clock", Self.clock(clockSkewSeconds)),
    ]
  }
  /// As it was before the server set it; a second is as near as it is asked.
  static func clock(_ skew: Int64) -> String {
    guard skew.magnitude > 1 else { return "right" }
    return "\(skew.magnitude) seconds \(skew > 0 ? "ahead" : "behind")"
  }
}
