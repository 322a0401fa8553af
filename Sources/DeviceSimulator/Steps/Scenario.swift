import Foundation
public import LockstepCore

/// A scenario file: devices, and steps that are done with them one after the other.
public struct Scenario: Sendable {
  public let name: String
  public let description: String
  /// The setting that the server has at the beginning; nil leaves it as it is.
  public let mode: SynchronizationMode?
  public let devices: [ScenarioDevice]
  public let steps: [Step]

  /// - Throws: ``ScenarioError``.
  public init(path: String) throws(ScenarioError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ScenarioError("\(path) cannot be read")
    }
    do throws(ScenarioError) {
      try self.init(json: Array(data))
    } catch {
      throw ScenarioError("\(path): \(error)")
    }
  }

  /// - Throws: ``ScenarioError`` for what is no scenario, an unknown field, or a step that cannot be read.
  public init(json: [UInt8]) throws(ScenarioError) {
    let file: ScenarioFile
    do {
      file = try JSONDecoder().decode(ScenarioFile.self, from: Data(json))
    } catch let error as ScenarioError {
      throw error
    } catch let error as DecodingError {
      throw ScenarioError(error)
    } catch {
      throw ScenarioError("not a JSON file")
    }
    name = file.name
    description = file.description
    if let text = file.mode {
      guard let mode = SynchronizationMode(rawValue: text) else {
        throw ScenarioError("mode: \(SynchronizationMode.allCases.map(\.rawValue).joined(separator: ", ")) are known")
      }
      self.mode = mode
    } else {
      mode = nil
    }
    devices = file.devices
    guard Set(devices.map(\.id)).count == devices.count else { throw ScenarioError("devices: an ID stands twice") }
    do {
      steps = try StepParser.parse(lines: file.steps)
    } catch {
      throw ScenarioError("steps, \(error)")
    }
  }
}
