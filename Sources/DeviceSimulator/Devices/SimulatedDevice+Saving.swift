import LockstepCore
import Logging
import NIOCore
import NIOPosix

extension SimulatedDevice {
  /// Writes the memory to its file on another thread, one write at a time: changes that come meanwhile share the next.
  func save() {
    guard let file else { return }
    let memory = update { state -> (DeviceMemory, UInt64)? in
      guard !state.isSaving, state.version > state.savedVersion else { return nil }
      state.isSaving = true
      return (state.snapshot.memory, state.version)
    }
    guard let (memory, version) = memory else { return }
    NIOThreadPool.singleton.submit { _ in
      do {
        try file.save(memory)
        self.saved(version, upTo: memory.log.lastID)
      } catch {
        self.saveFailed(error)
      }
    }
  }

  private func saved(_ version: UInt64, upTo log: LogID) {
    let (channel, connects) = update { state in
      state.isSaving = false
      state.savedVersion = version
      state.savedLogID = log
      let connects = state.connectsWhenSaved && version == state.version
      if connects { state.connectsWhenSaved = false }
      return (state.channel, connects)
    }
    channel?.pipeline.fireUserInboundEventTriggered(LinkCommand.saved(version: version))
    if connects { connectNow() }
    save()
  }

  private func saveFailed(_ error: any Error) {
    let failure = error as? MemoryFileError ?? MemoryFileError(file?.path ?? "", "cannot be written")
    options.logger.error("the memory file cannot be written", metadata: ["device": "\(id)"])
    update { state in
      state.isSaving = false
      state.emit(.saveFailed(failure))
    }
  }
}
