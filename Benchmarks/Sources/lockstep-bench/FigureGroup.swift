import ArgumentParser

/// What is measured together; `--only` takes these names. In the order in which they are measured.
enum FigureGroup: String, CaseIterable, ExpressibleByArgument {
  case acknowledgement
  case enrolment
  case ingest
  case firstFill = "first-fill"
  case fanOut = "fan-out"
  /// With `--long` alone.
  case fanOutRate = "fan-out-rate"
  case connections
  case storm
  /// With `--long` alone.
  case day
  /// With `--long` alone.
  case growth
  case pages
  case autoSync = "auto-sync"
  /// One part at a time, without a server.
  case micro
}
