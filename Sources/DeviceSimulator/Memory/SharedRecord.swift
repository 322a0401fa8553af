import LockstepCore
import Synchronization

/// A record that many devices of one process hold: it is kept once, and so is its digest.
final class SharedRecord: Sendable {
  let record: UserRecord
  let bucket: UInt32
  private let lastDigest = Mutex<(key: [UInt8], value: UInt128)?>(nil)

  init(_ record: UserRecord) {
    self.record = record
    bucket = ContentDigest.bucket(of: record.id)
  }

  func digest(key: [UInt8]) -> UInt128 {
    lastDigest.withLock { last in
      if let last, last.key == key { return last.value }
      let value = ContentDigest.of(record, key: key)
      last = (key, value)
      return value
    }
  }
}
