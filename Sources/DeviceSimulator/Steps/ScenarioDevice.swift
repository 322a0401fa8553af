public import LockstepCore

/// One device of a scenario file.
public struct ScenarioDevice: Hashable, Sendable {
  public let id: DeviceID
  public let capabilities: Capabilities
  /// How many users it can hold.
  public let capacity: Int
  public let logCapacity: Int
  /// Seconds that its clock is ahead.
  public let clock: Int64

  /// The device as it leaves the box.
  ///
  /// - Parameter seed: of its key and epochs.
  public func memory(seed: UInt64) -> DeviceMemory {
    DeviceMemory(
      device: id, seed: seed, capabilities: capabilities, userCapacity: capacity, logCapacity: logCapacity,
      clockOffset: clock)
  }
}

extension ScenarioDevice: Decodable {
  private enum Field: String, CodingKey, CaseIterable {
    case id, capabilities, capacity, logCapacity, clock
  }

  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownFields(Field.allCases.map(\.rawValue))
    let fields = try decoder.container(keyedBy: Field.self)
    guard let id = DeviceID(try fields.decode(UInt32.self, forKey: .id)) else {
      throw ScenarioError("devices: an ID is 1 to 4294967295")
    }
    self.id = id
    capacity = try fields.decodeIfPresent(Int.self, forKey: .capacity) ?? 100_000
    logCapacity = try fields.decodeIfPresent(Int.self, forKey: .logCapacity) ?? 10_000
    clock = try fields.decodeIfPresent(Int64.self, forKey: .clock) ?? 0
    if let model = try? fields.decodeIfPresent(String.self, forKey: .capabilities) {
      guard let known = DeviceModel(rawValue: model) else {
        throw ScenarioError(
          "device \(id): capabilities: known are \(DeviceModel.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      capabilities = known.capabilities
    } else {
      capabilities = try fields.decodeIfPresent(ScenarioCapabilities.self, forKey: .capabilities)?.value ?? .full
    }
  }
}
