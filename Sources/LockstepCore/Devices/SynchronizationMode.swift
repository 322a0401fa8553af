/// The setting *Automatic User Synchronization* (section 1). The raw value is the one of API and command line.
public enum SynchronizationMode: String, CaseIterable, Sendable {
  case notUsed = "not-used"
  case allDevices = "all-devices"
  case allDevicesIncludingUserUpdateFromDevice = "all-devices-including-user-update-from-device"
  case specificDevices = "specific-devices"
  case specificDevicesIncludingUserUpdateFromDevice = "specific-devices-including-user-update-from-device"

  /// Which users a device should hold.
  public enum Scope: Sendable {
    case none
    case all
    case accessGroups
  }

  public var scope: Scope {
    switch self {
    case .notUsed: .none
    case .allDevices, .allDevicesIncludingUserUpdateFromDevice: .all
    case .specificDevices, .specificDevicesIncludingUserUpdateFromDevice: .accessGroups
    }
  }

  /// Whether *device updates* are on: what is enrolled or edited at a device is taken in.
  public var takesUserUpdatesFromDevices: Bool {
    switch self {
    case .allDevicesIncludingUserUpdateFromDevice, .specificDevicesIncludingUserUpdateFromDevice: true
    case .notUsed, .allDevices, .specificDevices: false
    }
  }

  /// As the operator reads it; the words are the model system's.
  public var title: String {
    switch self {
    case .notUsed: "Not Used"
    case .allDevices: "All Devices"
    case .allDevicesIncludingUserUpdateFromDevice: "All Devices (including user update from device)"
    case .specificDevices: "Specific Devices (only devices belonging to the access group)"
    case .specificDevicesIncludingUserUpdateFromDevice: "Specific Devices (including user update from device)"
    }
  }

  /// The model's pair of numbers, `scope/device updates`.
  public var pair: String {
    switch self {
    case .notUsed: "0/0"
    case .allDevices: "1/0"
    case .allDevicesIncludingUserUpdateFromDevice: "1/1"
    case .specificDevices: "3/0"
    case .specificDevicesIncludingUserUpdateFromDevice: "3/1"
    }
  }
}
