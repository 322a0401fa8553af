import LockstepStore
import Synchronization

/// How many files of a project may be on disk at the same time, coming or waiting for their turn: whoever has its key can
/// fill no more of the disk than these.
final class UploadPlaces: Sendable {
  static let mostOfProject = 4

  private let taken = Mutex<[Int64: Int]>([:])

  /// - Throws: ``AutoSyncError/tooMany(project:limit:)``.
  func take(for project: StoredProject) throws -> UploadPlace {
    let isFree = taken.withLock { taken in
      guard taken[project.id, default: 0] < Self.mostOfProject else { return false }
      taken[project.id, default: 0] += 1
      return true
    }
    guard isFree else { throw AutoSyncError.tooMany(project: project.name, limit: Self.mostOfProject) }
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
