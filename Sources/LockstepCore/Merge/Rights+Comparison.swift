extension Rights {
  /// Whether these rights allow more than the others in one slot, or something else (MERGE-11): a terminal must not
  /// grant, so what is not plainly less counts as more. The device's own choice (level 0, no modes) can be anything.
  func allowsMore(than other: Rights, in slot: Slot) -> Bool {
    switch slot {
    case .accessGroups: !Set(accessGroups).isSubset(of: other.accessGroups)
    case .start: start < other.start
    case .end: other.end != 0 && (end == 0 || end > other.end)
    case .disabled: other.isDisabled && !isDisabled
    case .securityLevel: securityLevel == 0 || other.securityLevel == 0 || securityLevel < other.securityLevel
    case .authenticationModes:
      authenticationModes.isEmpty || other.authenticationModes.isEmpty
        || !Set(authenticationModes).isSubset(of: other.authenticationModes)
    default: false
    }
  }

  /// Whether something that was allowed before is not allowed any more: a revocation (SEND-12). To or from the device's
  /// own choice it may be, so it counts as one.
  public func takesAway(from earlier: Rights) -> Bool {
    !Set(earlier.accessGroups).isSubset(of: accessGroups)
      || (isDisabled && !earlier.isDisabled)
      || (end != 0 && (earlier.end == 0 || end < earlier.end))
      || start > earlier.start
      || securityLevel > earlier.securityLevel
      || (securityLevel == 0 && earlier.securityLevel != 0)
      || authenticationModes.isEmpty != earlier.authenticationModes.isEmpty
      || !Set(earlier.authenticationModes).isSubset(of: authenticationModes)
  }
}

extension UserRecord {
  /// Whether this change takes away a right or a credential: then it overtakes everything else (SEND-12).
  public func isRevocation(of earlier: UserRecord) -> Bool {
    rights.takesAway(from: earlier.rights)
      || !Set(earlier.cards).isSubset(of: cards)
      || !Set(earlier.fingerprints.flatMap(\.templates)).isSubset(of: fingerprints.flatMap(\.templates))
      || !Set(earlier.faces).isSubset(of: faces)
      || (earlier.pin != nil && earlier.pin != pin)
  }
}
