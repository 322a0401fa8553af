/// What is done next for somebody who is being erased, in this order.
enum ErasureStage: String, CaseIterable {
  /// The user is taken out of entries of the monitoring log.
  case events
  /// The rows of what files did.
  case runs
  /// The parts of names by which users are searched.
  case search
  /// What the log of the database has of all this.
  case traces
  /// Devices have to confirm the deletion.
  case doors
  case done
}
