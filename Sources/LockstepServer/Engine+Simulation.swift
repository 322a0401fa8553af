package import LockstepStore

/// What the simulation's scheduler does in place of the services.
extension Engine {
  /// A job that waits for its turn, as those of devices do.
  package func submit(
    weight: Int = 1, _ job: @escaping Store.Job, completion: @escaping @Sendable ((any Error)?) -> Void
  ) {
    committer.submit(weight: weight, job, completion: completion)
  }

  /// One try to commit what waits.
  ///
  /// - Returns: false if nothing waits.
  /// - Throws: the error of the commit; what was tried waits on.
  package func tryToCommit() throws -> Bool { try committer.tryOnce() }

  /// The process is over: what waits is not committed.
  package func endCommits() { committer.close() }
}
