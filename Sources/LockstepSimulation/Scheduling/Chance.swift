import DeviceSimulator
import Synchronization

/// Every choice of a world, drawn from its seed.
final class Chance: Sendable {
  private let random: Mutex<SimulatedRandom>

  init(seed: UInt64) { random = Mutex(SimulatedRandom(seed: seed)) }

  func next() -> UInt64 { random.withLock { $0.next() } }

  func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  func once(in times: Int) -> Bool { number(1...times) == 1 }

  func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

  func pickOne<Element>(_ elements: [Element]) -> Element? { elements.isEmpty ? nil : pick(elements) }

  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  /// Another sequence, which what is drawn from this one later does not change.
  func branch() -> Chance { Chance(seed: next()) }
}
