import AdminAPI
import ArgumentParser
import DeviceProtocol
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Logging
import Metrics
import ServiceLifecycle
import UnixSignals

/// `lockstep serve`: the server.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Runs the server: devices connect to it over TCP, operators and integrators over HTTP.",
    discussion: """
      The first lines that it prints are the addresses on which it listens. Every option can also be given in the \
      environment (LOCKSTEP_DATA_DIRECTORY) or in a JSON file ({"data-directory": "…"}); an option wins over the \
      environment, the environment over the file. SIGTERM or Control-C end it within five seconds, and nothing that a \
      device had acknowledged is lost.

      Example:
        lockstep serve --data-directory ./lockstep-data
      """)

  @Option(
    help: ArgumentHelp("Where everything is kept (./lockstep-data).", valueName: "dir"), completion: .directory)
  var dataDirectory: String?

  @Option(
    help: ArgumentHelp(
      "Where devices connect (127.0.0.1:51212); port 0 lets the system choose.", valueName: "host:port"))
  var deviceAddress: String?

  @Option(help: ArgumentHelp("The HTTP API (127.0.0.1:8080); port 0 lets the system choose.", valueName: "host:port"))
  var httpAddress: String?

  @Option(name: .customLong("public-url"), help: ArgumentHelp("The address that people use.", valueName: "url"))
  var publicURL: String?

  @Option(help: ArgumentHelp("A JSON file with these settings.", valueName: "file"), completion: .file())
  var config: String?

  @Option(help: "How much is written to standard error: trace, debug, info, notice, warning, error, critical.")
  var logLevel: String?

  func run() async throws {
    var arguments: [String: String] = [:]
    arguments["data-directory"] = dataDirectory
    arguments["device-address"] = deviceAddress
    arguments["http-address"] = httpAddress
    arguments["public-url"] = publicURL
    arguments["log-level"] = logLevel
    let settings = try await ServeSettings.read(arguments: arguments, file: config)
    guard let level = Logger.Level(rawValue: settings.logLevel) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("log-level: \(settings.logLevel) is none of \(levels)")
    }
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var logger = Logger(label: "lockstep")
    logger.logLevel = level
    do {
      try await serve(settings, logger)
    } catch let error as StoreError {
      throw Failure("\(error)").told()
    }
  }

  private func serve(_ settings: ServeSettings, _ logger: Logger) async throws {
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    let mostConnections = max(16, OpenFiles.raiseLimit() - 512)
    if mostConnections < 12_000 {
      logger.notice("the hard limit of open files allows this many devices", metadata: ["most": "\(mostConnections)"])
    }
    let data = try DataDirectory(URL(fileURLWithPath: settings.dataDirectory))
    let store = try Store.open(
      directory: data.url, identity: DataDirectory.newIdentity(), makeDigest: KeyedDigest.hmac(key:))
    var configuration = ServerConfiguration(host: settings.deviceAddress.host, port: settings.deviceAddress.port)
    configuration.mostConnections = min(configuration.mostConnections, mostConnections)
    let engine = Engine(
      store: store, authorityFingerprint: try data.authorityFingerprint(), configuration: configuration,
      logger: logger)
    let api = AdminAPI(
      engine: engine, token: try data.administratorToken(), metrics: metrics, version: Version.text)
    let server: LockstepServer
    do {
      server = try await LockstepServer(engine: engine)
    } catch {
      throw Failure("device-address \(settings.deviceAddress): \(error)").told()
    }
    let devices = HostAndPort(host: settings.deviceAddress.host, port: server.devicePort)
    let http = settings.httpAddress
    let web = api.server(host: http.host, port: http.port, logger: logger) { port in
      print("Devices: \(devices)")
      print("HTTP: http://\(HostAndPort(host: http.host, port: port))")
      if let url = settings.publicURL { print("Public: \(url)") }
      fflush(nil)
    }
    let services = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: server.services + [web], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await services.run()
    } catch {
      throw Failure("http-address \(http): \(error)").told()
    }
    try store.close()
  }
}
