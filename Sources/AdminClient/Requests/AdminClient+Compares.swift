public import AdminModel

extension AdminClient {
  /// What the last compare of each registered device found; of each device the first 200 users by name.
  public func compares() -> Pages<CompareResource> { pages("compares") }

  /// What the last compare of a device found, with every user that is kept.
  public func compare(ofDevice id: UInt32) async throws -> CompareResource { try await send(.get, "compares", "\(id)") }

  /// Asks for compares; they are made when it is the devices' turn.
  public func askCompares(_ body: CompareBody) async throws -> ComparesAsked {
    try await send(.post, "compares", body: body)
  }

  public func repair(_ body: RepairBody) async throws -> RepairResource { try await send(.post, "repairs", body: body) }
}
