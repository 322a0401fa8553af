import DeviceProtocol
import LockstepServer
import LockstepStore

/// The server's end of a simulated link. When the server has crashed nothing comes back any more.
final class SimulatedPlace: ConversationPlace {
  private let server: SimulatedServer
  private let generation: Int
  private let link: SimulatedLink
  private let conversation: DeviceConversation
  private var lastTold: Int64 = 0

  init(_ server: SimulatedServer, _ engine: Engine, _ link: SimulatedLink) {
    (self.server, self.link) = (server, link)
    generation = server.generation
    conversation = DeviceConversation(engine: engine)
    conversation.place = self
    link.listen(
      at: .server,
      SimulatedLink.Ear(
        message: { [weak self] envelope in self?.alive { $0.conversation.receive(envelope) } },
        malformed: { [weak self] error in self?.alive { $0.conversation.receive(error) } },
        // The server keeps it as long as the link is there.
        ended: { [weak self] in self?.ended() }))
    tickLater()
  }

  private func ended() {
    alive {
      $0.conversation.linkEnded()
      $0.server.pumpSoon()
    }
    server.forget(self)
  }

  private func tickLater() {
    server.scheduler.after(15_000) { [weak self] in
      self?.alive { place in
        place.conversation.tick()
        place.tickLater()
      }
    }
  }

  private func alive(_ body: (SimulatedPlace) -> Void) {
    if server.generation == generation { body(self) }
  }

  /// The world is over.
  func forget() {
    link.forget()
    // Its engine lets it go.
    conversation.linkEnded()
  }

  /// The process is gone; the system closes its links.
  func dies() {
    link.close(from: .server)
    conversation.linkEnded()
  }

  func send(_ envelope: Envelope) {
    guard let envelope = server.sabotage.toDevice(envelope) else { return }
    link.send(envelope, from: .server)
  }

  func close() { link.close(from: .server) }

  func commit(
    weight: Int, _ job: @escaping Store.Job, then: @escaping ((any Error)?) -> Void,
    durable: @escaping @Sendable () -> Void
  ) {
    // Safe: a world runs on one thread, and what is committed is told within the call that commits it.
    nonisolated(unsafe) let (then, place) = (then, self)
    server.submit(weight: weight, job) { error in
      place.inOrder { then(error) }
      if error == nil { durable() }
    }
  }

  func read<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @escaping (Result<Value, any Error>) -> Void
  ) {
    guard let store = server.store else { return }
    let result = Result { try store.read(body) }
    later { then(result) }
  }

  @discardableResult
  func after(_ milliseconds: Int64, _ body: @escaping () -> Void) -> () -> Void {
    server.scheduler.after(milliseconds) { self.alive { _ in body() } }
  }

  func makeHandle(_ receive: @escaping (ConnectionHandle.Message) -> Void) -> ConnectionHandle {
    // Safe: a world runs on one thread.
    nonisolated(unsafe) let (receive, place) = (receive, self)
    return ConnectionHandle { body in
      place.later(body)
    } receive: { message in
      receive(message)
    }
  }

  /// As the server's one writer tells it: in the order of the commits.
  private func inOrder(_ body: @escaping () -> Void) {
    lastTold = max(lastTold, server.scheduler.now + Int64(server.chance.number(0...4)))
    server.scheduler.after(lastTold - server.scheduler.now) { self.alive { _ in body() } }
  }

  private func later(_ body: @escaping () -> Void) {
    server.scheduler.after(Int64(server.chance.number(0...4))) { self.alive { _ in body() } }
  }
}
