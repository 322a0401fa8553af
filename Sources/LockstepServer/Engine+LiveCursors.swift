public import LockstepStore

extension Engine {
  /// How far every device of a current session is, for reads that people look at.
  public var liveCursors: LiveCursors { LiveCursors(cursors.current) }
}
