import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore

/// What a request carries on its way through the routes.
struct AdminContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The connection that the request came by.
  let channel: any Channel
  /// The client's address without its port.
  let address: String
  /// Where the request came in: the server's own address and port, such as `127.0.0.1:8080`.
  let served: String
  /// Whom the request comes from; nil until, and unless, they have proved it.
  var principal: Principal?
  /// Asks again whom the request comes from, for an answer that goes on for hours.
  var principalNow: @Sendable () async throws -> Principal? = { nil }

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
    address = source.channel.remoteAddress?.ipAddress ?? ""
    let local = source.channel.localAddress
    let host = local?.ipAddress ?? "127.0.0.1"
    served = "\(host.contains(":") ? "[\(host)]" : host):\(local?.port ?? 0)"
  }

  /// The largest body: a user with every credential fits.
  static let largestBody = 1 << 20

  /// Who does it, for provenance and audit.
  var actor: Actor { principal?.actor ?? Actor(name: "", way: .none, address: address) }

  /// The origin of values that this request gives.
  var source: LockstepStore.Source { .operator(actor.name) }
}
