import AdminModel
import Foundation
import LockstepTesting
import Testing

@Suite(.timeLimit(.minutes(2)))
struct EraseTests {
  @Test(
    "DEL-7 the command erases only with --yes, the list has the ID, and the files of the database have nothing of the person"
  )
  func erase() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-erase-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let server = try await ServerProcess.start(in: directory)
    for (id, name) in [("17", "Zoe Planted-Name"), ("18", "Bruno Tal")] {
      let email = "\(name.lowercased().replacing(" ", with: "."))@planted.example"
      #expect(try await server.run("user", "add", "--id", id, "--name", name, "--email", email).code == 0)
    }
    let asked = try await server.run("user", "erase", "17")
    #expect(asked.code == 1 && asked.errors.contains("nothing was done") && asked.errors.contains("--yes"))
    #expect(try await server.run("user", "show", "17").code == 0)
    let erased = try await server.run("user", "erase", "17", "--yes")
    #expect(erased.code == 0 && erased.output == "user 17 is erased on the server; no door is waited for\n")
    #expect(try await server.run("user", "show", "17").code == 1)
    #expect(try await server.run("user", "restore", "17").code == 1)
    let list = try await server.run("user", "erasures", "--format", "json")
    let notes = try AdminJSON.decoder.decode([ErasureResource].self, from: Data(list.output.utf8))
    #expect(notes.map(\.user) == ["17"])
    #expect(try await server.run("user", "erase", "4040", "--yes").code == 1)
    #expect(await server.terminate() == 0)
    let name = "lockstep.sqlite"
    let files = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasPrefix(name) }
    for file in files {
      let content = try Data(contentsOf: directory.appendingPathComponent(file))
      for text in ["Zoe Planted-Name", "zoe.planted-name@planted.example"] {
        #expect(!PlantedValue("name", text).isIn(content), "\(file)")
      }
      // The same look finds who is there.
      if file == name { #expect(PlantedValue("other", "bruno.tal@planted.example").isIn(content)) }
    }
  }
}
