import AdminModel

/// A list of the server, fetched page by page while it is read.
public struct Pages<Item: Codable & Hashable & Sendable>: AsyncSequence, Sendable {
  public typealias Element = Item

  let fetch: @Sendable (_ cursor: String?) async throws -> Page<Item>

  public struct AsyncIterator: AsyncIteratorProtocol {
    let fetch: @Sendable (_ cursor: String?) async throws -> Page<Item>
    private var items: ArraySlice<Item> = []
    private var cursor: String?
    private var isLast = false

    init(fetch: @escaping @Sendable (_ cursor: String?) async throws -> Page<Item>) { self.fetch = fetch }

    public mutating func next() async throws -> Item? {
      while items.isEmpty {
        guard !isLast else { return nil }
        let page = try await fetch(cursor)
        items = page.items[...]
        cursor = page.next
        isLast = page.next == nil
      }
      return items.removeFirst()
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(fetch: fetch) }

  /// Every item of every page.
  public func all() async throws -> [Item] {
    var items: [Item] = []
    for try await item in self { items.append(item) }
    return items
  }
}
