import AdminModel
import LockstepCore
import LockstepStore

extension ComparisonResource {
  init(_ compared: Compared) {
    var resource = ComparisonResource(
      equal: compared.isEqual, same: compared.same, different: [], newOnDevice: [], missing: [],
      leftOut: compared.leftOut.sorted { $0.key < $1.key }.map { LeftOutUser(user: $0.key.text, reason: $0.value) })
    for found in compared.users {
      switch found.finding.side {
      case .neither: break
      case .both:
        let kind = compared.otherNames.contains(found.user) ? "other-name" : found.finding.rawValue
        resource.different.append(DifferentUser(user: found.user.text, kind: kind))
      case .deviceOnly: resource.newOnDevice.append(found.user.text)
      case .serverOnly: resource.missing.append(found.user.text)
      }
    }
    self = resource
  }
}
