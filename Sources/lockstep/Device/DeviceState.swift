import ArgumentParser

/// Which devices to list.
enum DeviceState: String, ExpressibleByArgument, CaseIterable {
  case waiting
  case registered
}
