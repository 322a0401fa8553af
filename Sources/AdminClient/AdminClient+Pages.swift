import AdminModel

extension AdminClient {
  /// - Parameter size: how many items a page has.
  func pages<Item>(
    _ path: String..., query: [(String, String?)] = [], size: Int = 500
  ) -> Pages<Item> {
    Pages { [self] cursor in
      try await send(.get, at: path, query: query + [("limit", "\(size)"), ("cursor", cursor)])
    }
  }
}
