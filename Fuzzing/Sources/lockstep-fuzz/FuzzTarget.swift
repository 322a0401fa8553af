import Foundation

/// What is fuzzed, each with a corpus of its own in `Fixtures/Fuzzing`.
enum FuzzTarget: String, CaseIterable {
  case frames
  case messages
  case serverSession = "server-session"
  case deviceSession = "device-session"
  case people
  case bodies

  static let chosen = ProcessInfo.processInfo.environment["LOCKSTEP_FUZZ_TARGET"].flatMap(FuzzTarget.init(rawValue:))

  /// Makes what all runs share, so that the first of them is not slower than the others.
  func prepare() { _ = KnownSession.shared }

  /// Ends the process if something does not hold.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .frames: FrameInput.run(bytes)
    case .messages: MessageInput.run(bytes)
    case .serverSession: ServerSessionInput.run(bytes)
    case .deviceSession: DeviceSessionInput.run(bytes)
    case .people: PeopleInput.run(bytes)
    case .bodies: BodyInput.run(bytes)
    }
  }
}
