import DeviceProtocol
import LockstepCore

extension DeviceMemory {
  /// Writes a batch of users. Cards take effect as one step (SEND-11): whoever gives a card away in this batch has given
  /// it away before anybody gets one.
  mutating func write(_ request: WriteUsers, at now: Int64, pool: StatePool) -> DeviceAnswer {
    var writes: [PlannedWrite] = []
    for write in request.writes {
      guard let entry = pool.entry(write.state) else {
        return .refusal(Refusal(.limit, "a user state that is malformed or over a limit"))
      }
      writes.append(PlannedWrite(write, entry))
    }
    plan(&writes, request)
    refuseHeldCards(&writes)
    for write in writes where write.status == .done { remove(write.id) }
    for index in writes.indices where writes[index].status == .done { apply(writes[index], at: now) }
    return .writeResults(writes.map { UserResult(user: $0.id, $0.status, detail: $0.detail) })
  }

  /// Decides all but the cards, and composes what the device would hold.
  private func plan(_ writes: inout [PlannedWrite], _ request: WriteUsers) {
    var room = userCapacity - users.count
    var seen: Set<UserID> = []
    for index in writes.indices {
      let id = writes[index].id
      let old = users[id]
      writes[index].old = old
      if request.epoch != epoch {
        writes[index].status = .epoch
      } else if !seen.insert(id).inserted {
        writes[index].refuse(.failed, "twice in one request")
      } else if let mark = mark(of: id), mark > request.mark, !request.overwrites {
        writes[index].status = .edited(mark: mark)
      } else if old == nil, writes[index].isBaseOnly {
        writes[index].refuse(.failed, "a new base for a user that is not here")
      } else {
        writes[index].compose(numbered)
        if let what = capabilities.misfit(of: writes[index].content.record) {
          writes[index].refuse(.unsupported, "this terminal cannot hold \(what)")
        } else if old == nil {
          if room > 0 { room -= 1 } else { writes[index].status = .full }
        }
      }
    }
  }

  /// Refuses who would get a card of somebody else, until nobody does. One who is refused keeps the cards it has, which
  /// may be in the way of another one: hence the repetition. Nothing is written before it ends.
  private func refuseHeldCards(_ writes: inout [PlannedWrite]) {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      let moving = Set(writes.filter { $0.status == .done }.map(\.id))
      var taken: [CardNumber: UserID] = [:]
      for index in writes.indices where writes[index].status == .done {
        let write = writes[index]
        let held = write.content.record.cards.lazy.compactMap { card -> UserID? in
          if let holder = taken[card.number], holder != write.id { return holder }
          if let holder = cardHolders[card.number], !moving.contains(holder) { return holder }
          return nil
        }.first
        if let held {
          writes[index].status = .cardHeld(by: held)
          hasChanged = true
        } else {
          for card in write.content.record.cards { taken[card.number] = write.id }
        }
      }
    }
  }

  private mutating func apply(_ write: PlannedWrite, at now: Int64) {
    var stored = write.old ?? StoredUser(content: write.content, base: nil, isEdited: false, editMark: 0)
    stored.content = write.content
    stored.base = write.state.base
    stored.isEdited = stored.isEdited && write.keepsOtherValue
    deletions[write.id] = nil
    store(stored, as: write.id)
    append(
      write.old == nil ? .enrollSuccess : .updateSuccess, .server, user: write.id.text,
      revision: write.state.base.revision, at: now)
  }

  /// The highest log ID at which this user was edited or deleted here.
  private func mark(of id: UserID) -> LogID? { users[id]?.editMark ?? deletionMark(of: id) }

  mutating func delete(_ request: DeleteUsers, at now: Int64) -> [UserResult] {
    request.users.map { id in
      guard request.epoch == epoch else { return UserResult(user: id, .epoch) }
      if let mark = mark(of: id), mark > request.mark, !request.overwrites {
        return UserResult(user: id, .edited(mark: mark))
      }
      deletions[id] = nil
      if remove(id) != nil { append(.deleteSuccess, .server, user: id.text, at: now) }
      return UserResult(user: id, .done)
    }
  }
}
