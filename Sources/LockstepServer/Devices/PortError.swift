import Foundation
import NIOCore

/// Why a server cannot listen on an address, in words.
public struct PortError: Error, CustomStringConvertible {
  public let description: String

  /// - Parameter error: what came of binding.
  public init(_ error: any Error) {
    description =
      switch error {
      case let error as IOError where error.errnoCode == EADDRINUSE: "the address is in use by another program"
      case let error as IOError where error.errnoCode == EADDRNOTAVAIL: "this machine does not have the address"
      case let error as IOError where error.errnoCode == EACCES: "it needs a right that this user does not have"
      case let error as IOError: String(cString: strerror(error.errnoCode))
      case let error as SocketAddressError.UnknownHost: "no address is known for \(error.host)"
      default: "\(error)"
      }
  }
}
