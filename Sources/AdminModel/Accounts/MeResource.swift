/// Who a request comes from.
public struct MeResource: Codable, Hashable, Sendable {
  public var name: String
  /// `viewer`, `operator` or `administrator`.
  public var role: String
  /// By what it was proved: `console`, `token` or `command line`.
  public var way: String
  /// What a changing request with the cookie must carry as `X-CSRF-Token`; null for tokens, which need none.
  @OrNull public var csrfToken: String?

  public init(name: String, role: String, way: String, csrfToken: String? = nil) {
    self.name = name
    self.role = role
    self.way = way
    self.csrfToken = csrfToken
  }
}
