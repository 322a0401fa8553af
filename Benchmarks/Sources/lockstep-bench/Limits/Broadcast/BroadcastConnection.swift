import DeviceProtocol
import Foundation
import LockstepCore
import NIOCore

/// A door's connection to a bare broadcast: the server's end of the session, and nothing behind it.
final class BroadcastConnection: ChannelInboundHandler {
  typealias InboundIn = Envelope
  typealias OutboundOut = Envelope

  private let hub: BroadcastHub
  private let loop: any EventLoop
  private var session: ServerSession
  private var context: ChannelHandlerContext?
  private var link: BroadcastHub.Link?
  private var epoch: Epoch = 0
  /// Every entry up to here is stored.
  private var mark: LogID = 0

  init(_ hub: BroadcastHub, loop: any EventLoop) throws {
    guard let server = ServerID(Array(repeating: 1, count: 16)) else { throw CocoaError(.coderInvalidValue) }
    self.hub = hub
    self.loop = loop
    let bytes = [UInt8](repeating: 1, count: 32)
    session = ServerSession(
      ServerSession.Configuration(
        challenge: Challenge(nonce: bytes, server: server, authorityFingerprint: bytes)), at: .zero)
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    perform(session.receive(unwrapInboundIn(data), at: .zero))
  }

  /// What the door has uploaded is durable.
  func stored(_ entries: [LogEntry], request: UInt64) {
    mark = max(mark, entries.last?.id ?? 0)
    perform(session.logsStored(request: request, mark: mark))
    let enrolled = entries.filter { $0.code == .enrollSuccess && $0.origin == .device }
      .compactMap { try? UserID($0.user) }
    if !enrolled.isEmpty { perform(session.ask(.readUsers(enrolled)).actions) }
  }

  /// - Parameter state: the bytes of a user's state.
  func write(_ state: [UInt8]) {
    let write = WriteUsers(epoch: epoch, mark: mark, writes: [UserWrite(state: state)])
    perform(session.ask(.writeUsers(write)).actions)
  }

  private func perform(_ actions: [ServerSession.Action]) {
    for action in actions {
      switch action {
      case .send(let envelope): context?.write(wrapOutboundOut(envelope), promise: nil)
      case .identify(let hello): identify(hello)
      case .store(let upload, let request): if let link { hub.store(upload.entries, request: request, of: link) }
      case .answered(_, .users(_, let users)):
        for case .record(let device) in users.map(\.content) {
          if let link { hub.broadcast(device.record, from: link.device) }
        }
      case .answered: break
      case .close: context?.close(promise: nil)
      }
    }
    context?.flush()
  }

  private func identify(_ hello: Hello) {
    epoch = hello.epoch
    mark = hello.lastLogID
    let link = BroadcastHub.Link(device: hello.device, connection: NIOLoopBound(self, eventLoop: loop))
    self.link = link
    hub.add(link)
    let welcome = Welcome(
      state: .registered, logMark: hello.lastLogID, logWindow: 4, logBatch: 256, keepAliveSeconds: 30,
      digestKey: Array(repeating: 2, count: 32), time: Int64(Date().timeIntervalSince1970))
    perform(session.welcome(welcome, at: .zero))
  }
}
