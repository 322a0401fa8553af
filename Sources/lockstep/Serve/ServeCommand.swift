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
      The first lines that it prints are the addresses on which it listens, and the fingerprint of its authority, which \
      devices pin. TLS is spoken everywhere but on loopback; the authority and the certificate are made at the first \
      start. Every option can also be given in the \
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

  @Flag(help: "TLS on loopback addresses too.")
  var tls = false

  @Flag(
    help: "Plain text on other addresses than loopback too: only for a network that nobody else can reach.")
  var allowPlainText = false

  @Option(
    help: ArgumentHelp(
      "An own certificate for the HTTP API (PEM, with what signed it); devices see that of the server's authority.",
      valueName: "file"), completion: .file())
  var certificateFile: String?

  @Option(help: ArgumentHelp("The private key to it (PEM, no passphrase).", valueName: "file"), completion: .file())
  var privateKeyFile: String?

  @Flag(
    help: "Once, where authority-key.pem is lost: makes a new one. Every device has to be reset and registered again.")
  var newAuthority = false

  @OptionGroup(title: "Limits") var limits: LimitOptions

  @Option(help: ArgumentHelp("A JSON file with these settings.", valueName: "file"), completion: .file())
  var config: String?

  @Option(help: "How much is written to standard error: trace, debug, info, notice, warning, error, critical.")
  var logLevel: String?

  func run() async throws {
    Heaps.share()
    var arguments = limits.arguments
    arguments["data-directory"] = dataDirectory
    arguments["device-address"] = deviceAddress
    arguments["http-address"] = httpAddress
    arguments["public-url"] = publicURL
    arguments["log-level"] = logLevel
    if tls { arguments["tls"] = "true" }
    if allowPlainText { arguments["allow-plain-text"] = "true" }
    arguments["certificate-file"] = certificateFile
    arguments["private-key-file"] = privateKeyFile
    let settings: ServeSettings
    do {
      settings = try await ServeSettings.read(arguments: arguments, file: config)
    } catch let error as ValidationError {
      // With the usage of this command, not of all.
      Self.exit(withError: error)
    }
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
    } catch let error as CertificateFileError {
      throw Failure("\(error)").told()
    }
  }

  private func serve(_ settings: ServeSettings, _ logger: Logger) async throws {
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    let limits = settings.limits.within(openFiles: OpenFiles.raiseLimit(), logger)
    if !CoreDumps.forbid() { logger.warning("this process may leave its memory in a core dump, and keys with it") }
    // What is made from here on is for the owner: the database, and what SQLite keeps beside it.
    umask(0o077)
    let data = try DataDirectory(URL(fileURLWithPath: settings.dataDirectory))
    if data.isOpenToOthers {
      logger.warning(
        "others may look into the data directory; its files are kept to the owner, and so should it be: chmod 700",
        metadata: ["directory": "\(data.url.path)"])
    }
    let authority = try data.authority(replacesLost: newAuthority)
    let store = try Store.open(
      directory: data.url, identity: DataDirectory.newIdentity(), key: DataKeyFiles(in: data.url).key(for:),
      makeDigest: KeyedDigest.hmac(key:))
    if try store.hasTraces() {
      logger.warning(
        """
        the database file may have traces of what was in it before it was sealed: it could not be written anew, for which \
        the disk needs room for it twice more; the next start tries again
        """)
    }
    let ports = try ServedPorts(settings, in: data, authority, logger)
    var configuration = ServerConfiguration(host: settings.deviceAddress.host, port: settings.deviceAddress.port)
    configuration.connections = limits.devices
    configuration.handshakeLimit = limits.handshake
    let engine = Engine(
      store: store, data: data.url, authorityFingerprint: authority.fingerprint, configuration: configuration,
      logger: logger)
    engine.begin()
    let accounts = Accounts(engine: engine, localToken: try data.administratorToken())
    let autoSync = AutoSync(engine: engine, directory: data.url)
    engine.mail.consoleURL = settings.publicURL ?? ""
    ProjectMail.attach(to: engine)
    let api = AdminAPI(
      engine: engine, accounts: accounts, autoSync: autoSync, metrics: metrics, version: Version.text,
      publicURL: settings.publicURL,
      names: ports.names, tls: ports.web, limits: limits.web, logger: logger)
    let server: LockstepServer
    do {
      server = try await LockstepServer(engine: engine, tls: ports.devices)
    } catch {
      throw Failure("device-address \(settings.deviceAddress): \(PortError(error))").told()
    }
    let devices = HostAndPort(host: settings.deviceAddress.host, port: server.devicePort)
    let http = settings.httpAddress
    let web = api.server(host: http.host, port: http.port, logger: logger) { port in
      print("Devices: \(ports.deviceScheme)://\(devices)")
      print("HTTP: \(ports.webScheme)://\(HostAndPort(host: http.host, port: port))")
      print("Authority: \(authority.fingerprint.hexadecimal)")
      if let url = settings.publicURL { print("Public: \(url)") }
      fflush(nil)
      let url = settings.publicURL ?? "\(ports.webScheme)://\(HostAndPort(host: http.host, port: port).forPeople)"
      engine.mail.consoleURL = url
      await tellFirstSignIn(accounts, at: url, in: data, logger)
    }
    let services = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        // One that cannot go on ends the others in their order, so that nothing is lost on the way.
        services: (server.services + ports.renewal + [WatchedPaths(autoSync), web]).map {
          .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
        }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await services.run()
    } catch {
      throw Failure("http-address \(http): \(PortError(error))").told()
    }
    try store.close()
  }

  /// The link is a secret: it is printed where a person reads it, and kept in a file of the owner.
  private func tellFirstSignIn(_ accounts: Accounts, at url: String, in data: DataDirectory, _ logger: Logger) async {
    do {
      guard let link = try await accounts.firstSignIn(at: url, in: data) else { return }
      if isatty(STDOUT_FILENO) == 1 {
        print("First sign-in (once): \(link)")
      } else {
        print("First sign-in: see \(data.url.appendingPathComponent("first-sign-in").path)")
      }
      fflush(nil)
    } catch {
      logger.error("the link of the first sign-in could not be made", metadata: ["error": "\(error)"])
    }
  }
}
