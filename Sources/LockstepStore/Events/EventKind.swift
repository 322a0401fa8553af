/// What the monitoring log shows. `log` is an entry of a device's own log and has a code; the others are the server's.
public enum EventKind: String, CaseIterable, Sendable {
  case log
  case connected
  case disconnected
  case waiting
  case registered
  case removed
  case logsLost = "event-logs-lost"
  case newEpoch = "new-epoch"
  case suspended
  case onHold = "on-hold"
  case released
  case saveFailed = "save-failed"
  case quarantined
  case rightsRestored = "rights-restored"
  case unknownThere = "unknown-there"
  case takenIn = "taken-in"
  case modeChanged = "mode-changed"
  case transferFailed = "transfer-failed"
  case deviceStopped = "device-stopped"
  case serverBehind = "server-behind"
  case compared
}
