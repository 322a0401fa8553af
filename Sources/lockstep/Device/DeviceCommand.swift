import ArgumentParser

struct DeviceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "List, register, compare and change door terminals.",
    discussion: """
      Example:
        lockstep device register 1003
      """,
    subcommands: [
      DeviceList.self, DeviceShow.self, DeviceEdit.self, DeviceRemove.self, DeviceRegister.self, DeviceCompare.self,
      DeviceRepair.self, DeviceUpload.self, DeviceContent.self, DeviceTransfer.self, DeviceRetry.self,
    ])
}
