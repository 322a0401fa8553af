import AdminModel
import Foundation
import LockstepCore

/// A value of a user's record as people read it. Of a secret value only that it is there, and how much (SEC-3).
enum SlotText {
  /// - Parameters:
  ///   - value: canonical bytes of the slot.
  ///   - user: whose value it is.
  ///   - groups: the names of all access groups.
  static func text(
    _ value: [UInt8], in slot: Slot, of user: UserID, _ groups: [AccessGroupID: String]
  ) -> String {
    var record = UserRecord(id: user)
    record.set(slot, to: value)
    let rights = record.rights
    return switch slot {
    case .name: record.name
    case .personalMessage: record.personalMessage
    case .pin: "present"
    case .photo: "present, \(value.count) bytes"
    case .card: "present"
    case .fingerprint: "present, \(count(record.fingerprints.first?.templates.count ?? 0, "template"))"
    case .face: "present, \(value.count) bytes"
    case .jobCodes: record.jobCodes.map { "\($0.code) \($0.label)" }.joined(separator: ", ")
    case .accessGroups: list(rights.accessGroups.map { groups[$0] ?? "group \($0)" })
    case .start: time(rights.start)
    case .end: time(rights.end)
    case .disabled: rights.isDisabled ? "disabled" : "not disabled"
    case .securityLevel: rights.securityLevel == 0 ? "the device's own" : "\(rights.securityLevel)"
    case .authenticationModes: list(rights.authenticationModes.map { "\($0)" })
    }
  }

  private static func list(_ values: [String]) -> String { values.isEmpty ? "none" : values.joined(separator: ", ") }

  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)" + (count == 1 ? "" : "s") }

  private static func time(_ seconds: Int64) -> String { Moment.seconds(seconds).map(Timestamp.text) ?? "none" }
}
