/// With which code an upload ends, whoever runs it: a task, a script, or `lockstep auto-sync run` (AUTO-9).
public enum UploadExit: Int32, CaseIterable, Sendable {
  /// Everything of the file is done, or nothing was to do. HTTP 200.
  case done = 0
  /// Errors in the file: nothing of it was done. HTTP 422.
  case refused = 3
  /// Something of it waits for approval, the rest is done. HTTP 202.
  case held = 4
  /// The server was not reached, or took no file: a wrong key (401), another run or Auto-sync off (409), too large (413).
  case notTaken = 5

  public init(status: Int) {
    switch status {
    case 200: self = .done
    case 202: self = .held
    case 422: self = .refused
    default: self = .notTaken
    }
  }
}
