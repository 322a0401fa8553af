/// The values that a change of the server's user removes, clears or replaces (MERGE-10).
public enum Supersession {
  /// Each value as the server had it, and as any capability profile had shortened or re-encoded it, so that an old
  /// value is recognised on every device.
  ///
  /// - Parameter profiles: the distinct capabilities of the registered devices.
  public static func values(
    replacing earlier: UserRecord, by later: UserRecord, profiles: [Capabilities], digest: KeyedDigest
  ) -> [(slot: Slot, digest: UInt128)] {
    var values: [(slot: Slot, digest: UInt128)] = []
    for slot in earlier.occupiedSlots {
      guard let old = earlier.value(of: slot), old != later.value(of: slot) else { continue }
      var forms: [[UInt8]] = [old]
      for profile in profiles where slot == .name || slot == .jobCodes {
        guard let fitted = try? Fit.fit(earlier, to: profile), let form = fitted.value(of: slot) else { continue }
        if !forms.contains(form) { forms.append(form) }
      }
      values += forms.map { (slot, digest.of($0, in: slot)) }
    }
    return values
  }
}
