import AdminModel

extension Page {
  /// A page of at most `limit` items out of one more than that.
  ///
  /// - Parameter cursor: of the last item of the page.
  init<Source>(_ found: [Source], limit: Int, cursor: (Source) -> String, _ item: (Source) throws -> Item) rethrows {
    let shown = found.prefix(limit)
    self.init(
      items: try shown.map(item), next: found.count > limit ? shown.last.map(cursor) : nil)
  }
}
