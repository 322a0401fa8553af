import Hummingbird

/// What a request carries on its way through the routes.
struct AdminContext: RequestContext {
  var coreContext: CoreRequestContextStorage

  init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }

  /// The largest body: a user with every credential fits.
  static let largestBody = 1 << 20
}
