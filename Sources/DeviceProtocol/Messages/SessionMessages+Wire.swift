import Foundation
import LockstepCore
import SwiftProtobuf

extension Hello {
  var wire: Lockstep_Device_V1_Hello {
    .with {
      $0.lowestVersion = lowestVersion
      $0.highestVersion = highestVersion
      $0.deviceID = device.number
      $0.publicKey = Data(publicKey)
      $0.model = model
      $0.firmware = firmware
      $0.epoch = epoch
      $0.firstLogID = firstLogID
      $0.lastLogID = lastLogID
      $0.serverID = Data(server?.bytes ?? [])
      $0.highestRevision = highestRevision
      $0.highestIncarnation = highestIncarnation
      $0.userCount = UInt32(clamping: userCount)
      $0.capabilities = capabilities.wire
      $0.userCapacity = UInt32(clamping: userCapacity)
      $0.nonce = Data(nonce)
      $0.time = time
    }
  }

  init(_ wire: Lockstep_Device_V1_Hello) throws(MessageError) {
    guard let device = DeviceID(wire.deviceID) else { throw MessageError("hello: device ID 0") }
    guard wire.lowestVersion <= wire.highestVersion else { throw MessageError("hello: versions out of order") }
    guard wire.firstLogID <= wire.lastLogID else { throw MessageError("hello: log IDs out of order") }
    guard wire.serverID.isEmpty || wire.serverID.count == 16 else {
      throw MessageError("hello: server ID not 16 bytes")
    }
    guard Base.numbers.contains(wire.highestRevision), Base.numbers.contains(wire.highestIncarnation) else {
      throw MessageError("hello: highest base not from 0 to 2^62")
    }
    self.init(
      lowestVersion: wire.lowestVersion, highestVersion: wire.highestVersion, device: device,
      publicKey: try wire.publicKey.bytes(32, "hello: public key"),
      model: try wire.model.text(48, "hello: model"), firmware: try wire.firmware.text(48, "hello: firmware"),
      epoch: wire.epoch, firstLogID: wire.firstLogID, lastLogID: wire.lastLogID,
      server: ServerID(Array(wire.serverID)), highestRevision: wire.highestRevision,
      highestIncarnation: wire.highestIncarnation, userCount: Int(wire.userCount),
      capabilities: Capabilities(wire.capabilities), userCapacity: Int(wire.userCapacity),
      nonce: try wire.nonce.bytes(32, "hello: nonce"), time: wire.time)
  }
}

extension Capabilities {
  var wire: Lockstep_Device_V1_Capabilities {
    .with {
      $0.alphanumericIds = alphanumericIDs
      $0.nameBytes = UInt32(clamping: nameBytes)
      $0.nameCharacters = UInt32(clamping: nameCharacters)
      $0.latin1NamesOnly = latin1NamesOnly
      $0.personalMessage = personalMessage
      $0.pin = pin
      $0.photoBytes = UInt32(clamping: photoBytes)
      $0.cardKinds = Card.Kind.allCases.filter(cardKinds.contains).map(\.wire)
      $0.cardsPerUser = UInt32(clamping: cardsPerUser)
      $0.fingerprintsPerUser = UInt32(clamping: fingerprintsPerUser)
      $0.fingerprintIndexes = fingerprintIndexes
      $0.infraredFaces = UInt32(clamping: infraredFaces)
      $0.visualFaces = UInt32(clamping: visualFaces)
      $0.jobCodes = UInt32(clamping: jobCodes)
    }
  }

  /// What is more than a user can have counts as the most; kinds that this version does not know are left out.
  init(_ wire: Lockstep_Device_V1_Capabilities) {
    func most(_ value: UInt32, _ limit: Int) -> Int { min(Int(value), limit) }
    self.init(
      alphanumericIDs: wire.alphanumericIds, nameBytes: most(wire.nameBytes, Limits.nameBytes),
      nameCharacters: most(wire.nameCharacters, Limits.nameCharacters), latin1NamesOnly: wire.latin1NamesOnly,
      personalMessage: wire.personalMessage, pin: wire.pin, photoBytes: most(wire.photoBytes, Limits.photoBytes),
      cardKinds: Set(wire.cardKinds.compactMap { Card.Kind(wire: $0) }),
      cardsPerUser: most(wire.cardsPerUser, Limits.cards),
      fingerprintsPerUser: most(wire.fingerprintsPerUser, Limits.fingerprints),
      fingerprintIndexes: wire.fingerprintIndexes,
      infraredFaces: most(wire.infraredFaces, Face.Kind.infrared.limit),
      visualFaces: most(wire.visualFaces, Face.Kind.visual.limit), jobCodes: most(wire.jobCodes, Limits.jobCodes))
  }
}

extension Challenge {
  var wire: Lockstep_Device_V1_Challenge {
    .with {
      $0.version = version
      $0.nonce = Data(nonce)
      $0.serverID = Data(server.bytes)
      $0.authorityFingerprint = Data(authorityFingerprint)
    }
  }

  init(_ wire: Lockstep_Device_V1_Challenge) throws(MessageError) {
    guard let server = ServerID(Array(wire.serverID)) else { throw MessageError("challenge: server ID not 16 bytes") }
    self.init(
      version: wire.version, nonce: try wire.nonce.bytes(32, "challenge: nonce"), server: server,
      authorityFingerprint: try wire.authorityFingerprint.bytes(32, "challenge: authority fingerprint"))
  }
}

extension Welcome {
  var wire: Lockstep_Device_V1_Welcome {
    .with {
      $0.state = state == .registered ? .registered : .waiting
      $0.logMark = logMark
      $0.logWindow = UInt32(clamping: logWindow)
      $0.logBatch = UInt32(clamping: logBatch)
      $0.keepAliveSeconds = UInt32(clamping: keepAliveSeconds)
      $0.digestKey = Data(digestKey)
      $0.time = time
    }
  }

  init(_ wire: Lockstep_Device_V1_Welcome) throws(MessageError) {
    guard wire.state == .registered || wire.state == .waiting else { throw MessageError("welcome: unknown state") }
    guard wire.logWindow > 0, wire.logBatch > 0, wire.keepAliveSeconds > 0 else {
      throw MessageError("welcome: window, batch or keep-alive is 0")
    }
    self.init(
      state: wire.state == .registered ? .registered : .waiting, logMark: wire.logMark,
      logWindow: Int(wire.logWindow), logBatch: Int(wire.logBatch), keepAliveSeconds: Int(wire.keepAliveSeconds),
      digestKey: try wire.digestKey.bytes(32, "welcome: digest key"), time: wire.time)
  }
}

extension Goodbye {
  var wire: Lockstep_Device_V1_Goodbye {
    .with {
      $0.reason = Lockstep_Device_V1_GoodbyeReason(rawValue: reason.rawValue) ?? .unspecified
      $0.text = Text.cut(text, characters: 200, bytes: 200)
    }
  }

  init(_ wire: Lockstep_Device_V1_Goodbye) {
    self.init(Reason(rawValue: wire.reason.rawValue) ?? .unspecified, Text.cut(wire.text, characters: 200, bytes: 200))
  }
}

extension LogEntry {
  /// The most entries that one message may have.
  static let most = 4096

  var wire: Lockstep_Device_V1_LogEntry {
    .with {
      $0.id = id
      $0.time = time
      $0.code = UInt32(code.rawValue)
      $0.origin = origin == .server ? .server : .device
      $0.userID = user
      $0.revision = revision
      $0.detail = detail.cut(200)
    }
  }

  static func list(_ wires: [Lockstep_Device_V1_LogEntry]) throws(MessageError) -> [LogEntry] {
    guard wires.count <= most else { throw MessageError("logs: over \(most) entries") }
    var entries: [LogEntry] = []
    entries.reserveCapacity(wires.count)
    for wire in wires { entries.append(try LogEntry(wire)) }
    return entries
  }

  private init(_ wire: Lockstep_Device_V1_LogEntry) throws(MessageError) {
    guard wire.id > 0 else { throw MessageError("log entry: ID 0") }
    guard let code = UInt16(exactly: wire.code) else { throw MessageError("log entry: code over 16 bits") }
    guard let origin = Origin(rawValue: UInt8(truncatingIfNeeded: wire.origin.rawValue)) else {
      throw MessageError("log entry: unknown origin")
    }
    self.init(
      id: wire.id, time: wire.time, code: EventCode(code), origin: origin,
      user: try wire.userID.text(32, "log entry: user ID"), revision: wire.revision,
      detail: try wire.detail.text(200, "log entry: detail"))
  }
}

extension Data {
  func bytes(_ count: Int, _ field: String) throws(MessageError) -> [UInt8] {
    guard self.count == count else { throw MessageError("\(field): not \(count) bytes") }
    return Array(self)
  }
}

extension String {
  func text(_ bytes: Int, _ field: String) throws(MessageError) -> String {
    guard utf8.count <= bytes else { throw MessageError("\(field): over \(bytes) bytes") }
    return self
  }

  /// As it is, or cut where it is too long for the other side to take. Else nothing of it changes on its way.
  func cut(_ bytes: Int) -> String {
    utf8.count <= bytes ? self : Text.cut(self, characters: bytes, bytes: bytes)
  }
}
