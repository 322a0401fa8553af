import LockstepCore
import LockstepStore

/// What a compare asks of the store.
extension DeviceConversation {
  func compare(_ page: ListPage, _ cursor: Revision) {
    read {
      try $0.compare(page, on: $1, cursor: cursor, isReport: true)
    } then: {
      .compared($0, isReport: true)
    }
  }

  func compareNames(_ names: [UserID: String]) {
    read {
      try $0.otherNames(names, on: $1)
    } then: {
      .namesCompared($0)
    }
  }

  func plan(_ cursor: Revision, buckets: Bool) {
    read {
      try $0.contentQuestion(for: $1, cursor: cursor, buckets: buckets)
    } then: {
      .planned($0, buckets: buckets)
    }
  }

  /// How many users' digests are made in one transaction.
  private static let usersAtOnce = 500

  func extendDigests(_ capabilities: Capabilities, buckets: Bool) {
    let isComplete = Answered<Bool>()
    run(weight: Self.usersAtOnce) {
      try isComplete.set($0.extendDigests(for: capabilities, limit: Self.usersAtOnce))
    } then: { conversation, error in
      guard let isComplete = isComplete.value, error == nil else { return conversation.fail(error) }
      conversation.send(.digestsExtended(capabilities, isComplete: isComplete, buckets: buckets))
    }
  }

  func sample(without others: Set<UserID>) {
    let seed = engine.random()
    read {
      try $0.sample(of: $1, without: others, seed: seed)
    } then: {
      .sampled($0)
    }
  }

  func check(_ records: [DeviceRecord], _ cursor: Revision) {
    read {
      try $0.compare(records, on: $1, cursor: cursor)
    } then: {
      .checked(records.map(\.record.id), $0)
    }
  }

  private func read<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction, DeviceID) throws -> Value,
    then event: @escaping (Value) -> DeviceDriver.Event
  ) {
    guard let device = key?.device else { return }
    place?.read {
      try body($0, device)
    } then: { [weak self] result in
      switch result {
      case .success(let value): self?.send(event(value))
      case .failure(let error): self?.fail(error)
      }
    }
  }
}
