public import AdminModel
import NIOCore

extension AdminClient {
  /// - Parameter state: `waiting` or `registered`; nil for both.
  public func devices(state: String? = nil) -> Pages<DeviceResource> { pages("devices", query: [("state", state)]) }

  public func device(_ id: UInt32) async throws -> DeviceResource { try await send(.get, "devices", "\(id)") }

  /// - Parameter confirm: the code of a refusal that asked for confirmation.
  public func changeDevice(_ id: UInt32, _ body: DeviceBody, confirm: String? = nil) async throws -> DeviceResource {
    try await send(.patch, "devices", "\(id)", query: [("confirm", confirm)], body: body)
  }

  /// - Parameter empty: whether its users are removed from it first.
  public func removeDevice(_ id: UInt32, empty: Bool) async throws {
    try await send(.delete, "devices", "\(id)", query: [("empty", "\(empty)")])
  }

  public func registerDevice(_ id: UInt32, _ body: RegistrationBody) async throws -> DeviceResource {
    try await send(.post, "devices", "\(id)", "register", body: body)
  }

  public func registerAllWaitingDevices(_ body: RegisterAllBody) async throws -> RegisteredDevices {
    try await send(.post, "devices", "register-all-waiting", body: body)
  }

  /// The operator's choice for a device on hold.
  public func chooseContent(_ choice: String, ofDevice id: UInt32) async throws -> DeviceResource {
    try await send(.post, "devices", "\(id)", "content", body: ContentBody(choice: choice))
  }

  /// Tries again what has failed there.
  public func retryDevice(_ id: UInt32) async throws -> DeviceResource {
    try await send(.post, "devices", "\(id)", "retry")
  }

  /// Waits for the compare.
  ///
  /// - Parameter deep: the device makes its digests anew, and some of its users are read back.
  public func compareDevice(_ id: UInt32, deep: Bool = false) async throws -> ComparisonResource {
    try await send(
      .get, "devices", "\(id)", "compare", query: [("deep", deep ? "true" : nil)], timeout: .minutes(10))
  }

  /// - Parameter users: nil for all that a compare finds new or edited.
  public func uploadUsers(_ users: [String]?, fromDevice id: UInt32) async throws -> UploadResource {
    try await send(.post, "devices", "\(id)", "upload", body: UploadBody(users: users), timeout: .minutes(10))
  }

  public func transfer(_ body: TransferBody) async throws -> TransferReference {
    try await send(.post, "transfers", body: body)
  }

  public func transfer(_ id: Int64) async throws -> TransferResource { try await send(.get, "transfers", "\(id)") }
}
