import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

extension AdminContext {
  /// The project of the path, by its short name.
  ///
  /// - Throws: `StoreError/unknown(_:)`.
  func project(_ store: ReadTransaction) throws -> StoredProject { try store.project(named: projectName) }

  var projectName: String { parameters.get("project")?.removingPercentEncoding ?? "" }

  /// For sentences of the audit log.
  static func object(_ project: StoredProject) -> String { "project \(project.shortName)" }
}
