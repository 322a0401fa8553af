import AdminModel
import LockstepCore

extension UserResource {
  /// - Parameter groups: the names of all access groups.
  init(_ user: ServerUser, groups: [AccessGroupID: String]) {
    let (record, details) = (user.record, user.details)
    self.init(
      id: record.id.text, name: record.name, personalMessage: record.personalMessage, email: details.email,
      phone: details.phone, department: details.department, title: details.title, customFields: details.customFields,
      accessGroups: record.rights.accessGroups.compactMap { groups[$0] }.sorted(),
      start: Moment.seconds(record.rights.start), end: Moment.seconds(record.rights.end),
      disabled: record.rights.isDisabled, securityLevel: Int(record.rights.securityLevel),
      authenticationModes: record.rights.authenticationModes.map(Int.init), protected: user.isProtected,
      cards: record.cards.map { CardValue(kind: $0.kind.name, number: $0.number.decimal) }, hasPIN: record.pin != nil,
      hasPhoto: record.photo != nil, fingerprints: record.fingerprints.map { Int($0.index) },
      faces: record.faces.map { FaceSlot(kind: $0.kind.name, index: Int($0.index)) },
      jobCodes: record.jobCodes.map { JobCodeValue(code: $0.code, label: $0.label) }, incarnation: user.incarnation,
      revision: user.revision, version: user.version, createdAt: Moment.milliseconds(user.createdAt),
      changedAt: Moment.milliseconds(user.changedAt))
  }
}
