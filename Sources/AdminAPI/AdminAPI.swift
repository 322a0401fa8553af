import Hummingbird
public import LockstepServer
public import Logging
public import ServiceLifecycle

/// The HTTP API: resources under `/api/v1` for those who have signed in or have a token, `/healthz` and `/metrics` before it.
public struct AdminAPI: Sendable {
  let engine: Engine
  let accounts: Accounts
  let autoSync: AutoSync
  let metrics: PrometheusMetrics
  let version: String
  /// Who may be connected.
  let gate: ConnectionGate
  private let limits: RequestLimits
  private let publicURL: String?
  private let names: ServerNames
  /// Whether it is served over TLS.
  var isSecure: Bool { tls != nil }
  private let tls: ServerTLS?

  /// - Parameters:
  ///   - accounts: who may come in.
  ///   - autoSync: what brings people in step with a file.
  ///   - metrics: what `/metrics` renders.
  ///   - version: of the program, as `/api/v1/status` tells it.
  ///   - publicURL: where people reach the console; nil is where they sent their request, if that is one of `names`.
  ///   - names: what the server is known to be called, besides what its certificate says.
  ///   - tls: what clients see in the handshake; nil for plain text.
  ///   - limits: what a client may take.
  ///   - logger: tells of those that take more.
  public init(
    engine: Engine, accounts: Accounts, autoSync: AutoSync, metrics: PrometheusMetrics, version: String,
    publicURL: String? = nil, names: ServerNames = ServerNames(listening: []), tls: ServerTLS? = nil,
    limits: RequestLimits = RequestLimits(), logger: Logger
  ) {
    self.limits = limits
    gate = ConnectionGate(port: .http, limits: limits.connections, logger: logger)
    self.tls = tls
    self.publicURL = publicURL
    self.names = names
    self.engine = engine
    self.accounts = accounts
    self.autoSync = autoSync
    self.metrics = metrics
    self.version = version
  }

  /// The HTTP server of this API.
  ///
  /// - Parameters:
  ///   - port: 0 lets the system choose.
  ///   - onListening: called once with the port that it has.
  public func server(
    host: String, port: Int, logger: Logger,
    onListening: @escaping @Sendable (Int) async -> Void
  ) -> any Service {
    let application = Application(
      router: router(), server: .port(tls: tls, limits: limits, gate: gate, logger: logger),
      configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "Lockstep"),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
      logger: logger)
    // The device side needs its part of the five seconds in which the server ends.
    return PromptService(service: application, limit: .seconds(2))
  }

  /// Every route that is served, in the order of paths. HEAD, which is GET without its body, is not named again.
  var routes: [(verb: String, path: String)] {
    router().routes.map { (verb: $0.method.rawValue, path: "\($0.path)") }.sorted {
      ($0.path, $0.verb) < ($1.path, $1.verb)
    }
  }

  func router() -> Router<AdminContext> {
    let router = Router(context: AdminContext.self, options: .autoGenerateHeadEndpoints)
    let verbs = KnownVerbs()
    router.add(middleware: SafetyMiddleware(isSecure: isSecure))
    router.add(middleware: ProblemMiddleware(verbs: verbs))
    router.add(middleware: CodingMiddleware())
    router.add(middleware: ContinueMiddleware())
    let console = Console(engine: engine, accounts: accounts, gate: gate, tls: tls, version: version)
    router.add(middleware: UnknownPageMiddleware(console: console, verbs: verbs))
    HealthController(engine: engine, metrics: metrics).addRoutes(to: router)
    let open = router.group("api/v1").add(middleware: QueryMiddleware())
    DescriptionController().addRoutes(to: open)
    SignInController(accounts: accounts, isSecure: isSecure).addRoutes(to: open)
    let api = router.group("api/v1")
      .add(middleware: AuthenticationMiddleware(accounts: accounts, gate: gate, isSecure: isSecure))
      .add(middleware: RoleMiddleware(engine: engine))
      .add(middleware: QueryMiddleware())
    MeController(accounts: accounts, isSecure: isSecure).addRoutes(to: api)
    let address = ServedAddress(publicURL: publicURL, names: names, tls: tls)
    AdministratorController(engine: engine, accounts: accounts, address: address).addRoutes(to: api)
    TokenController(engine: engine).addRoutes(to: api)
    ProjectController(engine: engine).addRoutes(to: api)
    ProjectKeyController(engine: engine, address: address).addRoutes(to: api)
    PersonController(engine: engine).addRoutes(to: api)
    RunController(engine: engine, autoSync: autoSync).addRoutes(to: api)
    AuditController(engine: engine).addRoutes(to: api)
    NotificationController(engine: engine).addRoutes(to: api)
    MailServerController(engine: engine).addRoutes(to: api)
    OutboxController(engine: engine).addRoutes(to: api)
    StatusController(engine: engine, version: version).addRoutes(to: api)
    ExportController(engine: engine).addRoutes(to: api)
    UserBulkController(engine: engine).addRoutes(to: api)
    UserController(engine: engine).addRoutes(to: api)
    ErasureController(engine: engine).addRoutes(to: api)
    AccessGroupController(engine: engine).addRoutes(to: api)
    DeviceController(engine: engine).addRoutes(to: api)
    DeviceContentController(engine: engine).addRoutes(to: api)
    CompareController(engine: engine).addRoutes(to: api)
    TransferController(engine: engine).addRoutes(to: api)
    SettingController(engine: engine).addRoutes(to: api)
    EventController(engine: engine).addRoutes(to: api)
    DifferenceController(engine: engine).addRoutes(to: api)
    AttentionController(engine: engine).addRoutes(to: api)
    FigureController(engine: engine).addRoutes(to: api)
    console.addRoutes(to: router)
    verbs.set(router.routes.map { ("\($0.path)", $0.method) })
    return router
  }
}
