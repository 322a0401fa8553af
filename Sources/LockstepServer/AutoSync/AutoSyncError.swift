/// Why a file was not looked at (AUTO-9).
public enum AutoSyncError: Error, Hashable, Sendable, CustomStringConvertible {
  /// *Enable Auto-sync* is off.
  case switchedOff(project: String)
  /// Another run of the project is going.
  case busy(project: String)
  /// So many files of the project are coming or waiting already.
  case tooMany(project: String, limit: Int)
  /// So many files of all projects are.
  case tooManyInAll(limit: Int)
  /// The disk is nearly full.
  case noRoom(freeText: String)
  case tooLarge(limit: Int)

  public var description: String {
    switch self {
    case .switchedOff(let project): "Auto-sync of project \(project) is switched off"
    case .busy(let project): "another run of project \(project) is going: try again when it has ended"
    case .tooMany(let project, let limit):
      "\(limit) files of project \(project) are coming or waiting already: try again when one is done"
    case .tooManyInAll(let limit):
      "\(limit) files are coming or waiting already: try again when one is done"
    case .noRoom(let freeText):
      "the server's disk is nearly full (\(freeText) free): no file is taken before there is room"
    case .tooLarge(let limit): "a file may have \(limit / 1_048_576) MiB at most"
    }
  }
}
