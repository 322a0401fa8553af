import DeviceProtocol
import NIOCore

/// A connection between a terminal and the server: bytes that arrive late and in pieces, and a break at any byte.
final class SimulatedLink {
  enum End: Int {
    case device
    case server

    var other: End { self == .device ? .server : .device }
  }

  /// What one end hears.
  struct Ear {
    var message: (Envelope) -> Void = { _ in }
    var malformed: (MessageError) -> Void = { _ in }
    var ended: () -> Void = {}
  }

  private struct Direction {
    var arrived = ByteBuffer()
    var lastArrival: Int64 = 0
    var isBroken = false
  }

  private let scheduler: Scheduler
  private let chance: Chance
  private let trace: Trace
  private var ears = [Ear(), Ear()]
  private var directions = [Direction(), Direction()]
  private var hasEnded = [false, false]
  /// So many bytes in all, and the link breaks.
  private var bytesLeft: Int?
  private let slowness: Int

  /// - Parameters:
  ///   - bytesLeft: until it breaks; nil never by itself.
  ///   - slowness: the longest way of a piece, in milliseconds.
  init(_ scheduler: Scheduler, _ chance: Chance, _ trace: Trace, bytesLeft: Int?, slowness: Int) {
    (self.scheduler, self.chance, self.trace) = (scheduler, chance, trace)
    (self.bytesLeft, self.slowness) = (bytesLeft, max(1, slowness))
  }

  func listen(at end: End, _ ear: Ear) { ears[end.rawValue] = ear }

  /// Nobody listens any more.
  func forget() { ears = [Ear(), Ear()] }

  func send(_ envelope: Envelope, from end: End) {
    var bytes = ByteBuffer()
    FrameEncoder().encode(data: envelope, out: &bytes)
    trace.note(bytes: Array(bytes.readableBytesView))
    while let piece = bytes.readSlice(length: min(bytes.readableBytes, chance.once(in: 4) ? 64 : 4096)),
      piece.readableBytes > 0
    {
      carry(piece, from: end)
    }
  }

  /// What was sent arrives before the end does.
  func close(from end: End) {
    arrive(from: end) { link in link.end(end.other) }
    scheduler.after(0) { self.end(end) }
  }

  /// Both ends lose it, each when it notices: a dead link can look alive for a while.
  func cut() {
    for end in [End.device, .server] {
      if chance.once(in: 2) { directions[end.rawValue].isBroken = true }
      scheduler.after(Int64(chance.once(in: 6) ? chance.number(1000...90_000) : chance.number(0...200))) {
        self.directions[end.other.rawValue].isBroken = true
        self.end(end)
      }
    }
  }

  private func end(_ end: End) {
    guard !hasEnded[end.rawValue] else { return }
    hasEnded[end.rawValue] = true
    let ear = ears[end.rawValue]
    ears[end.rawValue] = Ear()
    ear.ended()
    // The other end reads an end, sooner or later.
    scheduler.after(Int64(chance.number(0...50))) { self.end(end.other) }
  }

  private func carry(_ piece: ByteBuffer, from end: End) {
    var piece = piece
    if let left = bytesLeft {
      bytesLeft = left - piece.readableBytes
      if left <= 0 { return }
      if piece.readableBytes >= left {
        piece = piece.readSlice(length: left) ?? ByteBuffer()
        arrive(from: end) { link in link.hear(piece, from: end) }
        return cut()
      }
    }
    arrive(from: end) { link in link.hear(piece, from: end) }
  }

  /// In order, as TCP has it.
  private func arrive(from end: End, _ body: @escaping (SimulatedLink) -> Void) {
    let way = Int64(chance.number(0...slowness))
    let time = max(directions[end.rawValue].lastArrival, scheduler.now + way)
    directions[end.rawValue].lastArrival = time
    scheduler.after(time - scheduler.now) { body(self) }
  }

  private func hear(_ piece: ByteBuffer, from end: End) {
    let other = end.other.rawValue
    guard !hasEnded[other], !directions[end.rawValue].isBroken else { return }
    directions[end.rawValue].arrived.writeImmutableBuffer(piece)
    do {
      var decoder = FrameDecoder()
      while !hasEnded[other], let envelope = try decoder.decode(buffer: &directions[end.rawValue].arrived) {
        ears[other].message(envelope)
      }
    } catch let error as MessageError {
      ears[other].malformed(error)
    } catch {
      self.end(end.other)
    }
  }
}
