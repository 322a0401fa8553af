import DeviceProtocol
public import LockstepCore
public import NIOCore
import NIOPosix
import NIOSSL

extension SimulatedDevice {
  /// Connects, and connects again whenever the link is lost, until ``disconnect()``.
  ///
  /// - Parameter tls: with TLS, as anywhere but on loopback.
  /// - Throws: an error of the resolver for a host that has no address.
  public func connect(to host: String, port: Int, tls: Bool = false) throws {
    connect(to: try SocketAddress.makeAddressResolvingHost(host, port: port), tls: tls)
  }

  public func connect(to server: SocketAddress, tls: Bool = false) { connect(ServerPlace(address: server, tls: tls)) }

  private func connect(_ server: ServerPlace) {
    update { state in
      state.server = server
      state.failures = 0
      state.attempt += 1
      state.staysAwayUntil = .uptimeNanoseconds(0)
    }
    connectNow()
  }

  /// Connects again to the server of before. Does nothing for a device that never had one.
  public func connect() {
    if let server = update({ $0.lastServer }) { connect(server) }
  }

  /// Says goodbye and stays away. Returns when the link is closed.
  public func disconnect() async {
    let channel = update { state in
      state.server = nil
      state.attempt += 1
      return state.channel
    }
    guard let channel else { return }
    channel.pipeline.fireUserInboundEventTriggered(LinkCommand.leave)
    try? await channel.closeFuture.get()
  }

  /// The link breaks without a word, as when a cable is pulled. The device tries again by itself.
  public func cutLink() {
    update { $0.loseLink() }?.close(mode: .all, promise: nil)
  }

  /// The link breaks, and no attempt is made for a while.
  public func stayAway(for time: TimeAmount) {
    update { $0.staysAwayUntil = .now() + time }
    cutLink()
  }

  /// A power cycle: the link is lost, the memory stays, and the clock is no longer to be trusted.
  public func reboot() {
    update { $0.isClockSure = false }
    cutLink()
  }

  /// Sends bytes as they are, whatever they mean.
  public func send(raw bytes: [UInt8]) {
    update { $0.channel }?.pipeline.fireUserInboundEventTriggered(LinkCommand.raw(bytes))
  }

  /// Sends entries again from an ID on, as a device does whose acknowledgement got lost.
  public func uploadAgain(from id: LogID) {
    update { $0.channel }?.pipeline.fireUserInboundEventTriggered(LinkCommand.uploadAgain(from: id))
  }

  /// What the hello said is no longer true (another epoch, key or capacity): the device says goodbye and comes again.
  func announceAnew() {
    update { state in
      state.failures = 0
      return state.loseLink()
    }?.pipeline.fireUserInboundEventTriggered(LinkCommand.leave)
  }

  func connectNow() {
    let attempt = update { state -> (ServerPlace, UInt64)? in
      guard state.channel == nil, let server = state.server else { return nil }
      guard file == nil || state.version == state.savedVersion else {
        // The hello tells of the memory, and so must be true after a power cut too.
        state.connectsWhenSaved = true
        return nil
      }
      state.lastServer = server
      return (server, state.attempt)
    }
    save()
    guard let (server, number) = attempt else { return }
    ClientBootstrap(group: loop)
      .connectTimeout(options.connectTimeout)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          let link = DeviceLink(self, attempt: number)
          if server.tls { try pipeline.addHandler(ServerVerification.handler(for: link)) }
          try pipeline.addHandler(LinkBytes(self))
          try pipeline.addHandler(ByteToMessageHandler(FrameDecoder()))
          try pipeline.addHandler(MessageToByteHandler(FrameEncoder()))
          try pipeline.addHandler(link)
        }
      }
      .connect(to: server.address)
      .whenFailure { _ in self.linkEnded(attempt: number) }
  }

  /// - Returns: false if the device is not to be connected any more.
  func linkStarted(_ channel: any Channel, attempt: UInt64) -> Bool {
    update { state in
      guard state.attempt == attempt, state.channel == nil else { return false }
      state.channel = channel
      state.snapshot.isConnected = true
      state.emit(.connected)
      return true
    }
  }

  func linkEnded(_ channel: (any Channel)? = nil, attempt: UInt64) {
    let wait = update { state -> TimeAmount? in
      if let channel, state.channel === channel {
        _ = state.loseLink()
        state.channel = nil
        state.emit(.disconnected)
      } else if state.attempt != attempt {
        return nil
      }
      guard state.server != nil, state.channel == nil else { return nil }
      state.failures += 1
      return max(backoff(state.failures), state.staysAwayUntil - .now())
    }
    guard let wait else { return }
    loop.scheduleTask(in: wait) { self.connectNow() }
  }

  private func backoff(_ failures: Int) -> TimeAmount {
    let doubled = options.firstBackoff.nanoseconds << Int64(min(failures - 1, 16))
    let most = min(doubled, options.longestBackoff.nanoseconds)
    return .nanoseconds(.random(in: most / 2...max(most, 1)))
  }
}
