import Foundation
import Testing

@testable import AdminAPI

@Suite("The OpenAPI document", .timeLimit(.minutes(1)))
struct DescriptionTests {
  @Test("every route is in the document that the server gives out, and no other")
  func routes() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let answer = try await admin.send("GET", "/api/v1/openapi.json", token: nil)
        let document = try #require(JSONSerialization.jsonObject(with: answer.data) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let described = Set(paths.flatMap { path, verbs in verbs.keys.map { "\($0.uppercased()) \(path)" } })
        let served = Set(
          admin.routes.filter { $0.path.hasPrefix("/api/") || ["/healthz", "/metrics"].contains($0.path) }
            .map { "\($0.verb) \($0.path)" })
        #expect(described.subtracting(served).sorted() == [])
        #expect(served.subtracting(described).sorted() == [])
      }
    }
  }
}
