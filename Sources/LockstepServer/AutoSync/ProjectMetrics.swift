import CoreMetrics
import LockstepStore

/// What `/metrics` tells of projects. It is read when somebody asks.
public struct ProjectMetrics: Sendable {
  private let engine: Engine
  private let metrics: PrometheusMetrics

  public init(engine: Engine, metrics: PrometheusMetrics) {
    (self.engine, self.metrics) = (engine, metrics)
  }

  /// Sets the gauges to how it is now; while the database cannot be read they stay as they were.
  public func measure() async {
    let now = engine.now()
    let projects = try? await engine.store.read { store in
      try store.projects().map { ($0, try store.heldCounts(ofProject: $0.id).values.reduce(0, +)) }
    }
    for (project, held) in projects ?? [] {
      set("lockstep_auto_sync_held", project, Double(held))
      set("lockstep_auto_sync_missed", project, project.missedSince == nil ? 0 : 1)
      let completed = project.completedAt.map { Double(max(0, now - $0)) / 1000 } ?? .nan
      set("lockstep_auto_sync_seconds_since_completed", project, completed)
    }
  }

  private func set(_ name: String, _ project: StoredProject, _ number: Double) {
    metrics.makeMeter(label: name, dimensions: [("project", project.shortName)]).set(number)
  }
}
