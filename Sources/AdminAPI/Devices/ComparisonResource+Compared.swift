import AdminModel
import LockstepCore
import LockstepStore

extension ComparisonResource {
  init(_ compared: Compared) {
    var resource = ComparisonResource(
      equal: compared.isEqual, same: compared.same, different: [], newOnDevice: [], missing: [],
      leftOut: compared.leftOut.sorted { $0.key < $1.key }.map { LeftOutUser(user: $0.key.text, reason: $0.value) })
    for found in compared.users {
      switch found.finding {
      case .same: break
      case .stale, .ahead, .edited, .altered, .foreign:
        let kind = compared.otherNames.contains(found.user) ? "other-name" : found.finding.rawValue
        resource.different.append(DifferentUser(user: found.user.text, kind: kind))
      case .new, .deleted, .outOfScope, .editedOutOfScope: resource.newOnDevice.append(found.user.text)
      case .missing: resource.missing.append(found.user.text)
      }
    }
    self = resource
  }
}
