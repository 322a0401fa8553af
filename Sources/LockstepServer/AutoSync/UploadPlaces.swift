import LockstepStore
import Synchronization

/// How many files may be on disk at the same time, coming or waiting for their turn: whoever has a project's key, or all
/// of them, can fill no more of the disk than these.
final class UploadPlaces: Sendable {
  static let mostOfProject = 4
  static let most = 16

  private let taken = Mutex<[Int64: Int]>([:])

  /// - Throws: ``AutoSyncError/tooMany(project:limit:)``, ``AutoSyncError/tooManyInAll(limit:)``.
  func take(for project: StoredProject) throws -> UploadPlace {
    let refusal: AutoSyncError? = taken.withLock { taken in
      guard taken[project.id, default: 0] < Self.mostOfProject else {
        return .tooMany(project: project.name, limit: Self.mostOfProject)
      }
      guard taken.values.reduce(0, +) < Self.most else { return .tooManyInAll(limit: Self.most) }
      taken[project.id, default: 0] += 1
      return nil
    }
    if let refusal { throw refusal }
    return UploadPlace(of: project.id, in: self)
  }

  fileprivate func leave(_ project: Int64) {
    taken.withLock { taken in
      let left = taken[project, default: 1] - 1
      taken[project] = left == 0 ? nil : left
    }
  }
}

/// One of them, as long as somebody holds it.
final class UploadPlace: Sendable {
  private let project: Int64
  private let places: UploadPlaces

  fileprivate init(of project: Int64, in places: UploadPlaces) { (self.project, self.places) = (project, places) }

  deinit { places.leave(project) }
}
