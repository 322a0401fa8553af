import GRDB

extension WriteTransaction {
  /// Makes many changes of users at once; more removals from devices than go without confirmation are refused as one
  /// (MODE-4).
  ///
  /// - Throws: ``StoreError/confirmationNeeded(_:)``, and what the body throws; then none of the changes is made.
  public func changeMany(confirm: String?, _ body: () throws -> Void) throws {
    try guardingRemovals(confirm: confirm, body)
  }

  /// A step that is undone alone when it fails.
  ///
  /// - Returns: the error of the step, nil when it was made.
  public func attempt(_ step: () throws -> Void) throws -> (any Error)? {
    var failure: (any Error)?
    try db.inSavepoint {
      do {
        try step()
        return .commit
      } catch let error as DatabaseError {
        throw error
      } catch {
        failure = error
        return .rollback
      }
    }
    return failure
  }
}
