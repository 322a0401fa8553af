import DeviceProtocol
import Foundation
import LockstepCore
import LockstepStore

/// Seals a database with a new key, while no server runs on it.
///
/// The new key is kept beside the old one before anything is sealed with it; the transaction that seals everything names
/// it; then it takes the old one's place. A process that is killed at any moment leaves a database and its key: the next
/// opening finds which of the two fits.
public enum DataKeyRotation {
  /// - Parameters:
  ///   - data: whose lock is held.
  ///   - progress: called now and then with the part that is done, 0 to 1.
  /// - Returns: whether the file has no trace of the old key any more; otherwise the next opening tries again.
  /// - Throws: ``StoreError``; unless it says otherwise the key that was there is still in use.
  public static func run(
    _ data: DataDirectory, progress: @escaping (Double) -> Void = { _ in }
  ) throws -> Bool {
    guard FileManager.default.fileExists(atPath: data.url.appendingPathComponent(Backup.database).path) else {
      throw StoreError.unusable("\(data.url.path) has no database: it is no data directory of a Lockstep server")
    }
    let files = DataKeyFiles(in: data.url)
    let store = try open(data, files)
    do {
      try store.reseal(with: files.makeNext(), progress: progress)
    } catch {
      try? store.close()
      throw error
    }
    do {
      try store.close()
      // Finds that the next key fits by now, puts it in its place, and writes the file anew.
      let resealed = try open(data, files)
      let isClean = try !resealed.hasTraces()
      try resealed.close()
      return isClean
    } catch {
      throw StoreError.unusable(
        "everything is sealed with the new key, and the next start goes on with it; but: \(error)")
    }
  }

  private static func open(_ data: DataDirectory, _ files: DataKeyFiles) throws -> Store {
    try Store.open(
      directory: data.url, identity: DataDirectory.newIdentity(), key: files.key(for:),
      makeDigest: KeyedDigest.hmac(key:))
  }
}
