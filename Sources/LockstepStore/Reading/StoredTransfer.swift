/// A transfer by hand and how far it is (SEND-10).
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
  /// By device and user.
  public let items: [Item]
}
