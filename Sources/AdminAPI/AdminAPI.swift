import Hummingbird
public import LockstepServer
public import Logging
public import ServiceLifecycle

/// The HTTP API: resources under `/api/v1` behind the administrator token, `/healthz` and `/metrics` before it.
public struct AdminAPI: Sendable {
  let engine: Engine
  let token: String
  let metrics: PrometheusMetrics
  let version: String

  /// - Parameters:
  ///   - token: what a request must present as bearer token.
  ///   - metrics: what `/metrics` renders.
  ///   - version: of the program, as `/api/v1/status` tells it.
  public init(engine: Engine, token: String, metrics: PrometheusMetrics, version: String) {
    self.engine = engine
    self.token = token
    self.metrics = metrics
    self.version = version
  }

  /// The HTTP server of this API.
  ///
  /// - Parameters:
  ///   - port: 0 lets the system choose.
  ///   - onListening: called once with the port that it has.
  public func server(
    host: String, port: Int, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
  ) -> any Service {
    Application(
      router: router(),
      configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "Lockstep"),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
      logger: logger)
  }

  func router() -> Router<AdminContext> {
    let router = Router(context: AdminContext.self)
    let verbs = KnownVerbs()
    router.add(middleware: ProblemMiddleware(verbs: verbs))
    HealthController(engine: engine, metrics: metrics).addRoutes(to: router)
    let api = router.group("api/v1").add(middleware: TokenMiddleware(token: token))
    StatusController(engine: engine, version: version).addRoutes(to: api)
    UserController(engine: engine).addRoutes(to: api)
    AccessGroupController(engine: engine).addRoutes(to: api)
    DeviceController(engine: engine).addRoutes(to: api)
    DeviceContentController(engine: engine).addRoutes(to: api)
    TransferController(engine: engine).addRoutes(to: api)
    SettingController(engine: engine).addRoutes(to: api)
    EventController(engine: engine).addRoutes(to: api)
    DifferenceController(engine: engine).addRoutes(to: api)
    AttentionController(engine: engine).addRoutes(to: api)
    verbs.set(router.routes.map { ("\($0.path)", $0.method) })
    return router
  }

  /// Who does what the token does.
  static let operatorName = "administrator"
}
