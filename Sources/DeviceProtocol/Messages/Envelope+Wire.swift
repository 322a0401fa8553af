import Foundation
import LockstepCore
import SwiftProtobuf

typealias Wire = Lockstep_Device_V1_Envelope

extension Envelope {
  /// The bytes of the envelope, without the frame's length.
  public func encoded() -> [UInt8] {
    var wire = Wire()
    wire.requestID = requestID
    wire.body = message.wire
    // Serialization fails only on invalid UTF-8 or missing required fields; a String is valid and proto3 has none.
    return (try? wire.serializedBytes()) ?? []
  }

  /// - Throws: ``MessageError`` for bytes that are no envelope, an unknown message, or a message over a limit.
  public init(encoded bytes: [UInt8]) throws(MessageError) {
    try EnvelopeOutline.check(bytes)
    let wire: Wire
    do {
      wire = try Wire(serializedBytes: bytes)
    } catch {
      throw MessageError("not an envelope")
    }
    guard let body = wire.body else { throw MessageError("an envelope without a message that this version knows") }
    self.init(requestID: wire.requestID, try Message(body))
  }
}

extension Message {
  fileprivate var wire: Wire.OneOf_Body {
    switch self {
    case .hello(let hello): .hello(hello.wire)
    case .challenge(let challenge): .challenge(challenge.wire)
    case .proof(let signature): .proof(.with { $0.signature = Data(signature) })
    case .welcome(let welcome): .welcome(welcome.wire)
    case .goodbye(let goodbye): .goodbye(goodbye.wire)
    case .uploadLogs(let upload):
      .uploadLogs(
        .with {
          $0.epoch = upload.epoch
          $0.entries = upload.entries.map(\.wire)
        })
    case .logsStored(let mark): .logsStored(.with { $0.mark = mark })
    case .ping: .ping(.init())
    case .pong: .pong(.init())
    case .request(let request): request.wire
    case .answer(let answer): answer.wire
    }
  }

  fileprivate init(_ body: Wire.OneOf_Body) throws(MessageError) {
    switch body {
    case .hello(let wire): self = .hello(try Hello(wire))
    case .challenge(let wire): self = .challenge(try Challenge(wire))
    case .proof(let wire): self = .proof(signature: try wire.signature.bytes(64, "signature"))
    case .welcome(let wire): self = .welcome(try Welcome(wire))
    case .goodbye(let wire): self = .goodbye(Goodbye(wire))
    case .uploadLogs(let wire):
      self = .uploadLogs(UploadLogs(epoch: wire.epoch, entries: try LogEntry.list(wire.entries)))
    case .logsStored(let wire): self = .logsStored(mark: wire.mark)
    case .ping: self = .ping
    case .pong: self = .pong
    case .readLogs, .readEditedUsers, .readUsers, .writeUsers, .deleteUsers, .readDigest, .setTime:
      self = .request(try DeviceRequest(body))
    case .logs, .editedUsers, .users, .writeResults, .deleteResults, .digest, .timeSet, .refusal:
      self = .answer(try DeviceAnswer(body))
    }
  }
}
