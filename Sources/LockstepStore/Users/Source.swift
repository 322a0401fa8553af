public import LockstepCore

/// Where a value came from.
public enum Source: Hashable, Sendable {
  case `operator`(String)
  case device(DeviceID, epoch: Epoch, log: LogID)
  case importFile(actor: String, file: String)
  case project(String, run: Int64)

  /// As stored and shown.
  public var name: String {
    switch self {
    case .operator: "operator"
    case .device: "device"
    case .importFile: "import"
    case .project: "project"
    }
  }

  var actor: String {
    switch self {
    case .operator(let name): name
    case .device: ""
    case .importFile(let actor, let file): "\(actor), \(file)"
    case .project(let name, let run): "\(name), run \(run)"
    }
  }
}
