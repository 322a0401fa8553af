/// A transfer by hand and how far it is (SEND-10), however many users and devices it has.
public struct StoredTransfer: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public let device: UInt32
    public let user: String
    /// `pending`, `done` or `failed`.
    public let state: String
    public let reason: String
  }

  public let id: Int64
  /// `write` or `remove`.
  public let action: String
  public let overwrites: Bool
  /// Unix milliseconds.
  public let createdAt: Int64
  public let total: Int
  public let done: Int
  public let failed: Int
}
