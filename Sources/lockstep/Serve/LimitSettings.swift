import AdminAPI
import ArgumentParser
import LockstepServer
import Logging

/// What devices and clients may take.
struct LimitSettings: Sendable {
  private(set) var devices = ConnectionLimits.devices
  private(set) var web = RequestLimits()
  private(set) var handshake = Duration.seconds(10)

  static let numbers = [
    "most-devices", "most-strangers", "most-strangers-per-address", "most-http-connections",
    "most-http-strangers-per-address", "handshake-seconds", "request-seconds",
  ]
  /// For the database, files that come, and whatever else is open.
  private static let ownFiles = 256

  /// - Parameter value: of a key, and where it was given; nil where it was not.
  /// - Throws: `ValidationError`.
  init(_ value: (String) -> (text: String, origin: String)?) throws {
    func number(_ key: String, _ allowed: ClosedRange<Int>) throws -> Int? {
      guard let (text, origin) = value(key) else { return nil }
      guard let number = Int(text), allowed.contains(number) else {
        throw ValidationError("\(origin): \(text) is not a number from \(allowed.lowerBound) to \(allowed.upperBound)")
      }
      return number
    }
    let counts = 16...1_000_000
    if let most = try number("most-devices", counts) { devices.most = most }
    if let most = try number("most-strangers", counts) { devices.mostStrangers = most }
    if let most = try number("most-strangers-per-address", counts) {
      devices.mostStrangersOfAddress = most
      devices.mostWaitingOfAddress = most
    }
    if let most = try number("most-http-connections", counts) { web.connections.most = most }
    if let most = try number("most-http-strangers-per-address", counts) {
      web.connections.mostStrangersOfAddress = most
    }
    if let seconds = try number("handshake-seconds", 1...300) {
      handshake = .seconds(seconds)
      web.handshake = handshake
    }
    if let seconds = try number("request-seconds", 1...3600) { web.patience = .seconds(seconds) }
    if let (text, origin) = value("shared-addresses") {
      do throws(SharedAddresses.Wrong) {
        devices.shared = try SharedAddresses(text)
      } catch {
        throw ValidationError("\(origin): \(error)")
      }
      web.connections.shared = devices.shared
    }
  }

  /// The same with no more connections than the system allows files. A quarter is kept for the HTTP port, so that
  /// operators are served however many devices come.
  func within(openFiles: Int, _ logger: Logger) -> LimitSettings {
    let room = max(64, openFiles - Self.ownFiles)
    var limits = self
    limits.web.connections = web.connections.within(max(16, room / 4))
    limits.devices = devices.within(room - limits.web.connections.total)
    if limits.devices.total < devices.total || limits.web.connections.total < web.connections.total {
      logger.notice(
        "the hard limit of open files is too low for the connections that are set",
        metadata: [
          "files": "\(openFiles)", "devices": "\(limits.devices.most)", "http": "\(limits.web.connections.most)",
        ])
    }
    return limits
  }
}
