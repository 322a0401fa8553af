import DeviceSimulator
import Foundation
import LockstepCore
import Testing

struct ScenarioTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/Scenarios")

  @Test("MODE-6 every scenario file can be read and says what it is for")
  func files() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".json") }
    #expect(names.count >= 5)
    for name in names.sorted() {
      let scenario = try Scenario(path: Self.folder.appendingPathComponent(name).path)
      #expect(!scenario.name.isEmpty && !scenario.description.isEmpty && !scenario.steps.isEmpty, "\(name)")
    }
  }

  @Test("SEND-8 devices of a scenario have the capabilities that it names")
  func devices() throws {
    let json = """
      {"name": "n", "description": "d", "mode": "all-devices", "devices": [
        {"id": 1, "capabilities": "card-reader", "capacity": 5, "clock": 60},
        {"id": 2, "capabilities": {"fingerprintsPerUser": 2, "cardKinds": ["csn"]}, "logCapacity": 8}],
       "steps": ["", "device 1 connect"]}
      """
    let scenario = try Scenario(json: Array(json.utf8))
    #expect(scenario.mode == .allDevices && scenario.steps.count == 1)
    #expect(scenario.devices[0].capabilities == DeviceModel.cardReader.capabilities)
    #expect(scenario.devices[0].capacity == 5 && scenario.devices[0].clock == 60)
    #expect(scenario.devices[1].capabilities == Capabilities(cardKinds: [.csn], fingerprintsPerUser: 2))
    #expect(scenario.devices[1].memory(seed: 1).log.capacity == 8)
  }

  @Test(
    "SEC-4 what is no scenario is refused with the place and the reason",
    arguments: [
      ("[]", "the file"), ("{", "the file"),
      (#"{"description": "d", "devices": [], "steps": []}"#, "name is missing"),
      (#"{"name": "n", "description": "d", "devices": [], "steps": [], "stps": []}"#, "stps: an unknown field"),
      (#"{"name": "n", "description": "d", "devices": [{"id": 0}], "steps": []}"#, "1 to 4294967295"),
      (#"{"name": "n", "description": "d", "devices": [{"id": 1}, {"id": 1}], "steps": []}"#, "twice"),
      (#"{"name": "n", "description": "d", "devices": [{"id": 1, "x": 1}], "steps": []}"#, "x: an unknown field"),
      (#"{"name": "n", "description": "d", "devices": [{"id": 1, "capabilities": "toaster"}], "steps": []}"#, "known"),
      (#"{"name": "n", "description": "d", "mode": "on", "devices": [], "steps": []}"#, "mode: not-used"),
      (
        #"{"name": "n", "description": "d", "devices": [], "steps": ["", "dance"]}"#,
        "steps, line 2, column 1: expected enrol"
      ),
    ])
  func errors(json: String, text: String) throws {
    let error = try #require(throws: ScenarioError.self) { try Scenario(json: Array(json.utf8)) }
    #expect(error.description.contains(text), "\(error)")
  }
}
