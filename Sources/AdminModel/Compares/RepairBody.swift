/// What is done with what the last compare found. Stale and missing users are sent in any case, and users that were edited
/// on the device are taken in where that is switched on.
public struct RepairBody: RequestBody {
  /// Left out: every registered device that was compared.
  public var devices: [UInt32]?
  /// Whether users with another content than was written are written again.
  public var altered: Bool?
  /// Whether users that were deleted on the server, or are not the device's, are removed there.
  public var unwanted: Bool?
  /// `take-in` or `remove`: what is done with users that are on the device only. Left out: nothing.
  public var new: String?
  /// The code of a refusal that asked for confirmation.
  public var confirm: String?

  public init(
    devices: [UInt32]? = nil, altered: Bool? = nil, unwanted: Bool? = nil, new: String? = nil, confirm: String? = nil
  ) {
    self.devices = devices
    self.altered = altered
    self.unwanted = unwanted
    self.new = new
    self.confirm = confirm
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case devices, altered, unwanted, new, confirm
  }
}
