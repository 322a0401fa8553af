import BenchInputs
import DeviceSimulator
import LockstepCore
import NIOCore

/// So many enrolments a second, each at another door, and when each has reached all of them.
struct EnrolmentLoad {
  let fleet: Fleet

  /// Returns when everything has come to rest.
  ///
  /// - Parameters:
  ///   - first: the number of the first person; those before it are on every door.
  ///   - last: called when the last one was enrolled.
  func run(
    _ count: Int, perSecond rate: Int, from first: Int, last: () throws -> Void = {}
  ) async throws -> Samples {
    ProgressLine.tell("\(count) enrolments, \(rate) a second, \(fleet.devices.count) devices")
    let (arrivals, doors) = (Arrivals(devices: fleet.devices.count), fleet.devices)
    try await arrivals.watch(doors) {
      let started = ContinuousClock.now
      for index in 0..<count {
        try await Task.sleep(until: started + Duration.seconds(1) * index / rate)
        let record = try BenchedPerson.enrolled(first + index)
        arrivals.begin(record.id)
        try doors[(first + index) * 7 % doors.count].enrol(record)
      }
      try last()
      do {
        try await fleet.settle(holding: first + count - 1, within: .seconds(180))
      } catch let late as WaitTimeout {
        ProgressLine.tell("\(late)")
      }
    }
    return arrivals.samples
  }
}
