import Foundation
import LockstepCore
import SwiftProtobuf

extension UserRecord {
  var wire: Lockstep_Device_V1_UserRecord {
    .with {
      $0.userID = id.text
      $0.name = name
      $0.personalMessage = personalMessage
      $0.pin = Data(pin ?? [])
      $0.photo = Data(photo ?? [])
      $0.cards = cards.map { card in
        .with {
          $0.kind = card.kind.wire
          $0.number = Data(card.number.bytes)
        }
      }
      $0.fingerprints = fingerprints.map { finger in
        .with {
          $0.index = UInt32(finger.index)
          $0.templates = finger.templates.map { Data($0) }
          $0.duress = finger.isDuress
        }
      }
      $0.faces = faces.map { face in
        .with {
          $0.kind = face.kind == .infrared ? .infrared : .visual
          $0.index = UInt32(face.index)
          $0.template = Data(face.template)
        }
      }
      $0.jobCodes = jobCodes.map { code in
        .with {
          $0.code = code.code
          $0.label = code.label
        }
      }
      $0.rights = rights.wire
    }
  }

  /// - Throws: ``LimitError`` for the first value over its limit.
  init(_ wire: Lockstep_Device_V1_UserRecord) throws(LimitError) {
    var cards: [LockstepCore.Card] = []
    for card in wire.cards {
      guard let kind = LockstepCore.Card.Kind(wire: card.kind) else {
        throw LimitError(field: "card type", limit: "one that this version knows", actual: "\(card.kind.rawValue)")
      }
      cards.append(Card(kind: kind, number: try CardNumber(bytes: card.number)))
    }
    var fingers: [LockstepCore.Fingerprint] = []
    for finger in wire.fingerprints {
      fingers.append(
        Fingerprint(
          index: UInt8(clamping: finger.index), templates: finger.templates.map { Array($0) },
          isDuress: finger.duress))
    }
    var faces: [LockstepCore.Face] = []
    for face in wire.faces {
      guard let kind = LockstepCore.Face.Kind(rawValue: UInt8(clamping: face.kind.rawValue)) else {
        throw LimitError(field: "face kind", limit: "infrared or visual", actual: "\(face.kind.rawValue)")
      }
      faces.append(Face(kind: kind, index: UInt8(clamping: face.index), template: Array(face.template)))
    }
    let record = UserRecord(
      id: try UserID(wire.userID), name: wire.name, personalMessage: wire.personalMessage,
      pin: wire.pin.isEmpty ? nil : Array(wire.pin), photo: wire.photo.isEmpty ? nil : Array(wire.photo),
      cards: cards, fingerprints: fingers, faces: faces,
      jobCodes: wire.jobCodes.map { JobCode(code: $0.code, label: $0.label) }, rights: Rights(wire.rights))
    self = try record.checked()
  }
}

extension Rights {
  var wire: Lockstep_Device_V1_Rights {
    .with {
      $0.accessGroups = accessGroups
      $0.start = start
      $0.end = end
      $0.disabled = isDisabled
      $0.securityLevel = UInt32(securityLevel)
      $0.authenticationModes = Data(authenticationModes)
    }
  }

  init(_ wire: Lockstep_Device_V1_Rights) {
    self.init(
      accessGroups: wire.accessGroups, start: wire.start, end: wire.end, isDisabled: wire.disabled,
      securityLevel: UInt8(clamping: wire.securityLevel), authenticationModes: Array(wire.authenticationModes))
  }
}

extension LockstepCore.Card.Kind {
  var wire: Lockstep_Device_V1_CardKind { Lockstep_Device_V1_CardKind(rawValue: Int(rawValue)) ?? .unspecified }

  init?(wire: Lockstep_Device_V1_CardKind) { self.init(rawValue: UInt8(clamping: wire.rawValue)) }
}

extension Base {
  var wire: Lockstep_Device_V1_Base {
    .with {
      $0.serverID = Data(server.bytes)
      $0.incarnation = incarnation
      $0.revision = revision
    }
  }

  /// A server that is behind sets its own numbers above those that devices hold (FAIL-3), so that there must be room.
  static let numbers: ClosedRange<Int64> = 0...1 << 62

  init(_ wire: Lockstep_Device_V1_Base) throws(MessageError) {
    guard let server = ServerID(Array(wire.serverID)) else { throw MessageError("base: server ID not 16 bytes") }
    guard wire.incarnation > 0, wire.revision > 0 else { throw MessageError("base: not above 0") }
    guard Self.numbers.contains(wire.incarnation), Self.numbers.contains(wire.revision) else {
      throw MessageError("base: above 2^62")
    }
    self.init(server: server, incarnation: wire.incarnation, revision: wire.revision)
  }
}

extension UserState {
  /// The bytes for ``UserWrite/state``: encoded once, sent to every device of a capability profile.
  public func encoded() -> [UInt8] {
    let wire = Lockstep_Device_V1_UserState.with {
      $0.record = record.wire
      $0.base = base.wire
    }
    return (try? wire.serializedBytes()) ?? []
  }

  /// - Throws: ``MessageError`` for bytes that are no user state, or one over its limits.
  public init(encoded bytes: [UInt8]) throws(MessageError) {
    guard bytes.count <= Limits.recordBytes else { throw MessageError("user state: over 1 MiB") }
    guard let wire = try? Lockstep_Device_V1_UserState(serializedBytes: bytes), wire.hasBase else {
      throw MessageError("not a user state")
    }
    do {
      self.init(record: try UserRecord(wire.record), base: try Base(wire.base))
    } catch let error as LimitError {
      throw MessageError("user state: \(error)")
    } catch let error as MessageError {
      throw error
    } catch {
      throw MessageError("not a user state")
    }
  }
}
