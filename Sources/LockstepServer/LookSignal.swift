/// Says that it is worth looking whether there is something to do.
final class LookSignal: Sendable {
  let looks: AsyncStream<Void>
  private let signal: AsyncStream<Void>.Continuation

  init() { (looks, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  func look() { signal.yield() }
}
