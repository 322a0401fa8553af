import Crypto
import Foundation
import LockstepStore
import Logging
public import ServiceLifecycle

/// Reads a project's watched file once it is still: two looks, some time apart, find equal size, time and digest (AUTO-9).
public struct WatchedPaths: Service {
  /// What one look finds.
  struct Look: Hashable {
    let size: Int
    let modifiedAt: Date
    let digest: [UInt8]
  }

  private let autoSync: AutoSync
  private let pause: Duration

  /// - Parameter pause: between two looks.
  public init(_ autoSync: AutoSync, pause: Duration = .seconds(30)) {
    (self.autoSync, self.pause) = (autoSync, pause)
  }

  public func run() async throws {
    await cancelWhenGracefulShutdown {
      var (seen, done): ([Int64: Look], [Int64: Look]) = ([:], [:])
      while !Task.isCancelled {
        do {
          try await look(&seen, &done)
          try await Task.sleep(for: pause)
        } catch is CancellationError {
          return
        } catch {
          autoSync.engine.logger.error("watching files failed; trying again", metadata: ["error": "\(error)"])
          try? await Task.sleep(for: pause)
        }
      }
    }
  }

  /// One look at every watched file.
  ///
  /// - Parameters:
  ///   - seen: what the look before found.
  ///   - done: what was read last.
  func look(_ seen: inout [Int64: Look], _ done: inout [Int64: Look]) async throws {
    let projects = try await autoSync.engine.store.read { try $0.projects() }
      .filter { $0.settings.isEnabled && !$0.settings.watchedPath.isEmpty }
    for project in projects {
      do {
        try await look(at: project, &seen[project.id], &done[project.id])
      } catch AutoSyncError.busy {
        continue
      } catch AutoSyncError.tooMany {
        continue
      } catch {
        // Of this project alone: the others are looked at all the same.
        autoSync.engine.logger.warning(
          "a watched file could not be read", metadata: ["project": "\(project.shortName)", "error": "\(error)"])
      }
    }
  }

  private func look(at project: StoredProject, _ seen: inout Look?, _ done: inout Look?) async throws {
    let url = URL(fileURLWithPath: project.settings.watchedPath)
    // Between two exports there may be none.
    guard FileManager.default.fileExists(atPath: url.path) else { return seen = nil }
    let earlier = seen
    seen = nil
    let (found, file) = try take(url, for: project)
    seen = found
    guard earlier == found, done != found else { return }
    _ = try await autoSync.run(
      file, project: project.id, way: .watchedPath, actor: Actor(name: "watched path", way: .server, address: ""),
      name: url.lastPathComponent)
    done = found
  }

  /// A copy, so that what is read is what was looked at.
  ///
  /// - Throws: for what is no plain file, cannot be read, or is too large.
  private func take(_ url: URL, for project: StoredProject) throws -> (look: Look, file: SpooledFile) {
    let facts = try FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)
    guard facts[.type] as? FileAttributeType == .typeRegular, let size = facts[.size] as? Int,
      let modifiedAt = facts[.modificationDate] as? Date
    else { throw CocoaError(.fileReadUnknown) }
    let file = try autoSync.spool(for: project)
    let handle = try FileHandle(forReadingFrom: url)
    defer { try? handle.close() }
    while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty { try file.append(piece) }
    return (Look(size: size, modifiedAt: modifiedAt, digest: file.digest), file)
  }
}
