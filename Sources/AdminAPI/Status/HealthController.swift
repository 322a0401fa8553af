import AdminModel
import Hummingbird
import LockstepServer
import LockstepStore

/// What monitoring asks, without a token.
struct HealthController {
  let engine: Engine
  let metrics: PrometheusMetrics

  func addRoutes(to router: Router<AdminContext>) {
    router.get("healthz", use: health)
    let backlog = BacklogMetrics(engine: engine, metrics: metrics)
    let projects = ProjectMetrics(engine: engine, metrics: metrics)
    router.get("metrics") { [metrics] _, _ in
      await backlog.measure()
      await projects.measure()
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.render())))
    }
  }

  /// Healthy is a server whose database can be read and, by the last try, written.
  private func health(_ request: Request, _ context: AdminContext) async throws -> Response {
    do {
      _ = try await engine.store.read { try $0.head() }
      guard engine.canWrite else {
        return try Answer.json(HealthResource(status: "the database cannot be written"), .serviceUnavailable)
      }
      return try Answer.json(HealthResource(status: "ok"))
    } catch {
      return try Answer.json(HealthResource(status: "the database cannot be read"), .serviceUnavailable)
    }
  }
}
