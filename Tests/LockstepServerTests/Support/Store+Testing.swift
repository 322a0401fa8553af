import Foundation
import LockstepStore
import LockstepTesting
import Testing

extension Store {
  /// A store on a real database file of this directory.
  static func testing(in directory: URL) throws -> Store {
    try open(
      directory: directory, identity: Identity(server: Sample.server, digestKey: Sample.pin(1)),
      key: { _ in try #require(DataKey(Sample.pin(2))) }, makeDigest: { _ in .testing })
  }
}
