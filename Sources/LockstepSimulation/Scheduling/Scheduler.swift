import HeapModule
import Synchronization

/// The one order of everything that happens in a world: by virtual time, then by the order in which it was planned. No
/// thread, no task and no clock of the machine.
final class Scheduler {
  /// Virtual time, Unix milliseconds; can be read from anywhere.
  final class Time: Sendable {
    private let value: Atomic<Int64>

    init(_ start: Int64) { value = Atomic(start) }

    var now: Int64 { value.load(ordering: .relaxed) }

    fileprivate func move(to time: Int64) { value.store(time, ordering: .relaxed) }
  }

  private final class Step {
    var body: (() -> Void)?

    init(_ body: @escaping () -> Void) { self.body = body }
  }

  private struct Planned: Comparable {
    let time: Int64
    let number: Int
    let step: Step

    static func < (left: Planned, right: Planned) -> Bool { (left.time, left.number) < (right.time, right.number) }
    static func == (left: Planned, right: Planned) -> Bool { left.number == right.number }
  }

  private static let mostSteps = 1_000_000

  let time: Time
  /// How many steps were taken.
  private(set) var steps = 0
  private var heap = Heap<Planned>()
  private var last = 0

  init(start: Int64) { time = Time(start) }

  var now: Int64 { time.now }

  /// - Parameter milliseconds: from now; 0 is after everything that is planned for now.
  /// - Returns: what calls it off.
  @discardableResult
  func after(_ milliseconds: Int64, _ body: @escaping () -> Void) -> () -> Void {
    let step = Step(body)
    last += 1
    heap.insert(Planned(time: now + max(0, milliseconds), number: last, step: step))
    return { step.body = nil }
  }

  /// Takes every step up to a time, which is now then.
  ///
  /// - Throws: ``Violation`` after far more steps than a world can need.
  func run(until end: Int64) throws {
    while let next = heap.min, next.time <= end {
      guard steps < Self.mostSteps else { throw Violation("does not end: \(steps) steps") }
      heap.removeMin()
      guard let body = next.step.body else { continue }
      next.step.body = nil
      time.move(to: next.time)
      steps += 1
      body()
    }
    time.move(to: max(now, end))
  }

  /// Nothing that is planned happens any more. Whoever could still call a step off does not keep alive what it is about.
  func stop() {
    for planned in heap.unordered { planned.step.body = nil }
    heap = Heap()
  }
}
