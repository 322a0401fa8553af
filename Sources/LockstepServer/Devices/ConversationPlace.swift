package import DeviceProtocol
package import LockstepCore
package import LockstepStore

/// Where a conversation with a device takes place: its link, the store, and the time to come. The server gives it a
/// channel and its event loop (``DeviceConnection``); the simulation a seeded scheduler.
///
/// Whatever is called back is called in the conversation's own place, one after the other, never within the call.
package protocol ConversationPlace: AnyObject {
  func send(_ envelope: Envelope)

  /// Where the link comes from.
  var origin: ConnectionOrigin { get }

  /// The device has proved a key: from here on it waits for the server, and not the other way round.
  ///
  /// - Returns: false if there would be no room for it, if it is registered.
  func provedKey(of device: DeviceID) -> Bool

  /// The device has proved a key, and nobody has registered it: it waits for that. An older link on which it waits ends.
  ///
  /// - Returns: false if too many wait already.
  func becomesWaiting(_ hello: Hello) -> Bool

  /// The device is registered: limits for strangers do not concern it any more.
  ///
  /// - Returns: false if there is no room for it.
  func becomesKnown(as device: DeviceID) -> Bool

  /// Ends the link once what was sent is on its way. ``DeviceConversation/linkEnded()`` follows.
  func close()

  /// A job in a durable transaction.
  ///
  /// - Parameters:
  ///   - weight: how many log entries it stores.
  ///   - then: with the job's error, or nil once it is durable.
  ///   - durable: called by whoever has committed it, on whatever thread that is, once `then` is on its way.
  func commit(
    weight: Int, _ job: @escaping Store.Job, then: @escaping ((any Error)?) -> Void,
    durable: @escaping @Sendable () -> Void)

  /// One snapshot.
  func read<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @escaping (Result<Value, any Error>) -> Void)

  /// The same for a short one: it shares its snapshot with others that are asked for at the same time.
  func readShortly<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @escaping (Result<Value, any Error>) -> Void)

  /// - Parameter milliseconds: from now.
  /// - Returns: what calls it off.
  @discardableResult
  func after(_ milliseconds: Int64, _ body: @escaping () -> Void) -> () -> Void

  /// What the rest of the server may say to this conversation.
  func makeHandle(_ receive: @escaping (ConnectionHandle.Message) -> Void) -> ConnectionHandle
}

/// Where nobody is turned away.
extension ConversationPlace {
  package var origin: ConnectionOrigin { .anywhere }

  package func provedKey(of _: DeviceID) -> Bool { true }

  package func becomesWaiting(_: Hello) -> Bool { true }

  package func becomesKnown(as _: DeviceID) -> Bool { true }

  package func readShortly<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @escaping (Result<Value, any Error>) -> Void
  ) {
    read(body, then: then)
  }
}
