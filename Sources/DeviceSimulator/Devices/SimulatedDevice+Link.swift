import DeviceProtocol
import LockstepCore
import Logging

/// What the link tells and asks the device.
extension SimulatedDevice {
  var faults: Faults { snapshot.faults }

  func makeHello() -> Hello? {
    var system = SystemRandomNumberGenerator()
    let nonce = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &system) }
    return memory.hello(nonce: nonce, at: options.now())
  }

  func sign(_ statement: [UInt8], checkCode: String) -> [UInt8] {
    let seed = update { state in
      state.snapshot.checkCode = checkCode
      state.emit(.checkCode(checkCode))
      return state.snapshot.faults.signsWrongly
        ? state.snapshot.memory.keySeed.map { ~$0 } : state.snapshot.memory.keySeed
    }
    return DeviceKey(seed: seed)?.sign(statement) ?? []
  }

  /// - Parameter authority: what the connection has shown in TLS.
  func welcomed(_ welcome: Welcome, authority: [UInt8]?) {
    update { state in
      state.failures = 0
      state.snapshot.serverRefusal = nil
      state.snapshot.registration = welcome.state
      state.snapshot.acknowledged = welcome.logMark
      if welcome.state == .registered, state.snapshot.memory.digestKeyDiffers(welcome.digestKey) {
        state.changeMemory { $0.setDigestKey(welcome.digestKey) }
      }
      if let authority, welcome.state == .registered, authority != state.snapshot.memory.pinnedAuthority {
        state.changeMemory { $0.pinnedAuthority = authority }
      }
      state.emit(.welcomed(welcome.state))
    }
    save()
  }

  /// What the device makes of a server's certificates.
  ///
  /// - Returns: the fingerprint of its authority.
  func verify(_ shown: [[UInt8]]) throws(ServerRefusal) -> [UInt8] {
    let now = options.now()
    let (pinned, surely) = update { state in
      (state.snapshot.memory.pinnedAuthority, state.isClockSure ? state.snapshot.memory.time(at: now) : nil)
    }
    return try ServerVerification.authority(of: shown, pinned: pinned.isEmpty ? nil : pinned, surely: surely)
  }

  func refuseServer(_ refusal: ServerRefusal) {
    let isNew = update { state in
      defer { state.snapshot.serverRefusal = refusal }
      state.emit(.serverRefused(refusal))
      return state.snapshot.serverRefusal != refusal
    }
    // Not again with each attempt.
    guard isNew else { return }
    options.logger.warning(
      "the device does not speak to this server", metadata: ["device": "\(id)", "reason": "\(refusal)"])
  }

  func acknowledged(_ mark: LogID, of epoch: Epoch) {
    update { state in
      guard state.snapshot.memory.epoch == epoch else { return }
      state.snapshot.acknowledged = max(state.snapshot.acknowledged, mark)
      state.emit(.acknowledged(mark))
    }
  }

  func uploadRefused(_ refusal: Refusal) { update { $0.emit(.uploadRefused(refusal)) } }

  func said(_ goodbye: Goodbye) {
    update { state in
      state.snapshot.lastGoodbye = goodbye
      state.emit(.goodbye(goodbye))
    }
  }

  /// New entries that a power cut cannot take back; nil if another epoch has begun.
  func entriesToUpload(after id: LogID, of epoch: Epoch, limit: Int) -> [LogEntry]? {
    update { state in
      guard state.snapshot.memory.epoch == epoch else { return nil }
      let entries = state.snapshot.memory.log.entries(after: id, limit: limit)
      return file == nil ? entries : entries.filter { $0.id <= state.savedLogID }
    }
  }

  func isSaved(_ version: UInt64) -> Bool { file == nil || update { $0.savedVersion >= version } }

  /// Serves a request.
  ///
  /// - Returns: the answer, and the version of the memory that it tells of; nil if the answer gets lost.
  func answer(_ request: DeviceRequest) -> (DeviceAnswer, version: UInt64)? {
    let now = options.now()
    let answer = update { state -> (DeviceAnswer, version: UInt64)? in
      let faults = state.snapshot.faults
      var answer: DeviceAnswer
      if case .writeUsers(let write) = request, faults.transientFailures > 0,
        let failed = write.failed(options.pool)
      {
        state.snapshot.faults.transientFailures = max(0, faults.transientFailures - failed.count)
        answer = .writeResults(failed)
      } else if request.isChange {
        if case .setTime = request { state.isClockSure = true }
        answer = state.changeMemory { $0.serve(request, at: now, pool: options.pool) }
      } else {
        answer = state.snapshot.memory.serve(faults.falsify(request), at: now, pool: options.pool)
      }
      answer = faults.falsify(answer)
      if faults.lostReplies > 0 {
        state.snapshot.faults.lostReplies -= 1
        return nil
      }
      return (answer, state.version)
    }
    if request.isChange { save() }
    return answer
  }

  func answered(_ answer: DeviceAnswer) {
    update { state in
      state.snapshot.answers += 1
      state.emit(.answered(answer))
    }
  }
}

extension DeviceMemory {
  fileprivate func digestKeyDiffers(_ key: [UInt8]) -> Bool { digestKey != key }
}

extension DeviceRequest {
  /// Whether it changes the memory.
  fileprivate var isChange: Bool {
    switch self {
    case .writeUsers, .deleteUsers, .setTime: true
    case .readLogs, .readEditedUsers, .readUsers, .readDigest: false
    }
  }
}

extension WriteUsers {
  /// *Failed* for every user of the request.
  fileprivate func failed(_ pool: StatePool) -> [UserResult]? {
    var results: [UserResult] = []
    for write in writes {
      guard let entry = pool.entry(write.state) else { return nil }
      results.append(UserResult(user: entry.content.record.id, .failed, detail: "for now"))
    }
    return results
  }
}
