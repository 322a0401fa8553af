import AdminClient
import AdminModel
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite("The list of deleted users", .timeLimit(.minutes(1)))
struct DeletedUsersTests {
  @Test("DEL-6 who can be restored is listed, the last deleted first, page by page; whose ID is used again is not")
  func list() async throws {
    try await TestServer.run { server in
      try await server.engine.commit { store in
        for number in 1...205 {
          let record = UserRecord(id: try UserID("\(number)"), name: "Person \(number)")
          _ = try store.addUser(record, source: .operator("test"), at: 1)
        }
        // Two and two are deleted in the same moment.
        for number in 1...205 { try store.deleteUser(UserID("\(number)"), at: Int64(1000 + number / 2)) }
        _ = try store.addUser(UserRecord(id: UserID("7")), source: .operator("test"), at: 2000)
        _ = try store.addUser(UserRecord(id: UserID("8")), source: .operator("test"), at: 2000)
        try store.deleteUser(UserID("8"), at: 3000)
      }
      try await Administration.run(server) { admin in
        var (path, ids): (String?, [String]) = ("/deleted-users", [])
        while let next = path {
          let page = try await admin.send("GET", next).text
          let found = page.matches(of: /<a href="\/users\/(\d+)">/).map { String($0.1) }
          #expect(found.count <= 100)
          ids += found
          path = page.firstMatch(of: /<a href="([^"]+)" rel="next">/).map { String($0.1) }
        }
        let others = (1...205).reversed().map { "\($0)" }.filter { !["7", "8"].contains($0) }
        #expect(ids == ["8"] + others)
        #expect(try await admin.client.restoreUser("205").name == "Person 205")
        #expect(try await !admin.send("GET", "/deleted-users").text.contains("/users/205\""))
      }
    }
  }
}
