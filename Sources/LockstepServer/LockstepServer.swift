import NIOCore
public import NIOPosix
public import ServiceLifecycle

/// The device side of a server: listener, committer and what runs beside them.
public struct LockstepServer: Sendable {
  public let engine: Engine
  private let listener: DeviceListener
  /// Not those that serve operators: their pages are not to wait behind the handshakes of ten thousand devices.
  private static let threads = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)

  /// Binds the listener; nothing is served before ``services`` run.
  ///
  /// - Parameters:
  ///   - tls: what devices see in the handshake; nil for plain text.
  ///   - group: the threads of the device port; nil for those that every server of the process shares.
  /// - Throws: the system's error if the address cannot be had.
  public init(
    engine: Engine, tls: ServerTLS? = nil, group: MultiThreadedEventLoopGroup? = nil
  ) async throws {
    self.engine = engine
    listener = try await DeviceListener(engine: engine, tls: tls, group: group ?? Self.threads)
  }

  /// The port that the listener has.
  public var devicePort: Int { listener.address?.port ?? 0 }

  /// In the order in which they start; they stop in the opposite order, so that what devices sent is committed.
  public var services: [any Service] {
    [
      engine.committerService, CursorSaver(engine: engine), Housekeeping(engine: engine), FigureKeeper(engine: engine),
      CompareTurns(engine: engine), ErasureTurns(engine: engine),
      MailSender(mailer: engine.mail), NotificationWatch(engine: engine, data: engine.data), listener,
    ]
  }
}

extension Engine {
  var committerService: any Service { committer }
}
