import HTTPTypes
import LockstepServer
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Closes a connection whose client takes longer than it may, and tells the gate which connections are being answered.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: RequestLimits
  private let gate: ConnectionGate
  private let start = NIODeadline.now()
  private var pace: RequestPace
  private var ticks: RepeatedTask?

  init(_ limits: RequestLimits, _ gate: ConnectionGate) {
    (self.limits, self.gate) = (limits, gate)
    pace = RequestPace(limits, at: .zero)
  }

  private var now: Duration { .nanoseconds((NIODeadline.now() - start).nanoseconds) }

  func channelActive(context: ChannelHandlerContext) {
    let pause = TimeAmount(max(.milliseconds(10), min(.seconds(1), limits.patience / 4, limits.grace / 4)))
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    ticks = context.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in
      let (watch, context) = bound.value
      watch.tick(context)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    ticks?.cancel()
    ticks = nil
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { ticks?.cancel() }

  func read(context: ChannelHandlerContext) {
    pace.readBegan(at: now)
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var wasBusy = pace.isBusy
    pace.readEnded(at: now)
    switch unwrapInboundIn(data) {
    case .head(let head):
      pace.headCame(waitsToContinue: head.headerFields[.expect]?.lowercased() == "100-continue")
      // Each request counts, also where one follows the other without a pause.
      wasBusy = false
    case .body(let bytes): pace.bodyCame(bytes.readableBytes)
    case .end: pace.bodyEnded(at: now)
    }
    tell(context, wasBusy)
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let wasBusy = pace.isBusy
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.status.kind == .informational: pace.bodyWasAskedFor(at: now)
    case .head: pace.answerBegan()
    case .body: break
    case .end: pace.answerEnded(at: now)
    }
    tell(context, wasBusy)
    context.write(data, promise: promise)
  }

  /// A head over the limits is told so: the decoder behind which this stands reads nothing more.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error as? HTTPParserError == .headerOverflow, !pace.isBusy else { return context.fireErrorCaught(error) }
    end(context, .requestHeaderFieldsTooLarge, "The address or the header of the request is too large.\n")
  }

  /// Answers, and ends the connection.
  private func end(_ context: ChannelHandlerContext, _ status: HTTPResponse.Status, _ text: String) {
    let head = HTTPResponse(
      status: status,
      headerFields: [
        .contentType: "text/plain; charset=utf-8", .contentLength: "\(text.utf8.count)", .connection: "close",
      ])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(ByteBuffer(string: text))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(mode: .output, promise: nil)
    // What is still coming would reset the connection if it were closed now, and the answer with it.
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .seconds(1)) { bound.value.close(promise: nil) }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    pace.waits(context.channel.isWritable ? nil : waiting(context), at: now)
    context.fireChannelWritabilityChanged()
  }

  private func tell(_ context: ChannelHandlerContext, _ wasBusy: Bool) {
    if pace.isBusy != wasBusy { gate.set(context.channel, isBusy: pace.isBusy) }
  }

  /// What was written and the system has not taken yet.
  private func waiting(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  private func tick(_ context: ChannelHandlerContext) {
    let verdict = pace.verdict(waiting: waiting(context), at: now)
    guard let verdict else { return }
    ticks?.cancel()
    if case .tooSlow(let reason) = verdict { gate.refused(reason, context.channel) }
    guard verdict == .tooSlow(.slowBody), pace.isUnanswered else { return context.close(promise: nil) }
    end(context, .requestTimeout, "The body of the request came too slowly.\n")
  }
}
