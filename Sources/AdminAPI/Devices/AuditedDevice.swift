import LockstepStore

/// What people give a device, for the audit log.
struct AuditedDevice: Encodable {
  let name: String
  let place: String
  let accessGroups: [String]
  let enrolmentGroup: String?

  init(_ device: StoredDevice) {
    (name, place) = (device.name, device.place)
    (accessGroups, enrolmentGroup) = (device.accessGroups, device.enrolmentGroup)
  }
}
