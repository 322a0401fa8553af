import CoreMetrics
import LockstepCore
import LockstepStore

/// What `/metrics` tells of devices and of what waits for them. It is read when somebody asks.
public struct BacklogMetrics: Sendable {
  private let engine: Engine
  private let metrics: PrometheusMetrics

  public init(engine: Engine, metrics: PrometheusMetrics) {
    (self.engine, self.metrics) = (engine, metrics)
  }

  /// Sets the gauges to how it is now; while the database cannot be read, to no number.
  public func measure() async {
    let cursors = engine.liveCursors
    guard let backlog = try? await engine.store.read({ try $0.backlog(cursors: cursors) }) else {
      for state in ["online", "offline", "waiting"] { set("lockstep_devices", "state", state, .nan) }
      set("lockstep_devices_on_hold", to: .nan)
      for devices in ["online", "offline"] {
        set("lockstep_oldest_unsent_change_seconds", "devices", devices, .nan)
        set("lockstep_oldest_waiting_pull_seconds", "devices", devices, .nan)
      }
      return
    }
    let (online, now) = (engine.onlineDevices, engine.now())
    await measureCompares(at: now)
    let oldest = try? await engine.store.read { [try $0.oldestEvent()].compactMap(\.self) }
    let erasures = try? await engine.store.read { try $0.openErasures() }
    set("lockstep_erasures_open", to: erasures.map { Double($0.count) } ?? .nan)
    set("lockstep_oldest_erasure_seconds", to: erasures.map { Self.age([$0.oldest].compactMap(\.self), now) } ?? .nan)
    set("lockstep_oldest_event_seconds", to: oldest.map { Self.age($0, now) } ?? .nan)
    set("lockstep_devices", "state", "waiting", Double(backlog.waitingDevices))
    set("lockstep_devices_on_hold", to: Double(backlog.devices.count { $0.isOnHold }))
    for (name, isOnline) in [("online", true), ("offline", false)] {
      let devices = backlog.devices.filter { online.contains($0.id) == isOnline }
      set("lockstep_devices", "state", name, Double(devices.count))
      set(
        "lockstep_oldest_unsent_change_seconds", "devices", name, Self.age(devices.compactMap(\.oldestChange), now))
      set("lockstep_oldest_waiting_pull_seconds", "devices", name, Self.age(devices.compactMap(\.oldestPull), now))
    }
  }

  private func measureCompares(at now: Int64) async {
    let compares = try? await engine.store.read { try $0.compares() }
    set("lockstep_devices_not_equal", to: compares.map { Double($0.count { $0.isEqual == false }) } ?? .nan)
    set("lockstep_devices_never_compared", to: compares.map { Double($0.count { $0.isEqual == nil }) } ?? .nan)
    set("lockstep_oldest_compare_seconds", to: compares.map { Self.age($0.compactMap(\.endedAt), now) } ?? .nan)
  }

  /// In seconds; 0 for none.
  private static func age(_ times: [Int64], _ now: Int64) -> Double {
    times.min().map { Double(max(0, now - $0)) / 1000 } ?? 0
  }

  private func set(_ name: String, _ label: String, _ value: String, _ number: Double) {
    metrics.makeMeter(label: name, dimensions: [(label, value)]).set(number)
  }

  private func set(_ name: String, to number: Double) { metrics.makeMeter(label: name, dimensions: []).set(number) }
}
