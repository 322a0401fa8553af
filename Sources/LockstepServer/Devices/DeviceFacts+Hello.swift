import DeviceProtocol
import LockstepStore

extension DeviceFacts {
  init(_ hello: Hello, now: Int64) {
    self.init(
      device: hello.device, publicKey: hello.publicKey, model: hello.model, firmware: hello.firmware,
      epoch: hello.epoch, lastLog: hello.lastLogID, server: hello.server, highestRevision: hello.highestRevision,
      highestIncarnation: hello.highestIncarnation, userCount: hello.userCount, capabilities: hello.capabilities,
      userCapacity: hello.userCapacity, clockSkew: ClockSkew.seconds(hello.time, at: now))
  }
}
