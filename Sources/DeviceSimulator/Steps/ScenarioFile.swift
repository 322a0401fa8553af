import LockstepCore

/// The JSON of a scenario file. A field that is not known is an error, so that a mistyped one is not overlooked.
struct ScenarioFile: Decodable {
  let name: String
  let description: String
  let mode: String?
  let devices: [ScenarioDevice]
  let steps: [String]

  private enum Field: String, CodingKey, CaseIterable {
    case name, description, mode, devices, steps
  }

  init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownFields(Field.allCases.map(\.rawValue))
    let fields = try decoder.container(keyedBy: Field.self)
    name = try fields.decode(String.self, forKey: .name)
    description = try fields.decode(String.self, forKey: .description)
    mode = try fields.decodeIfPresent(String.self, forKey: .mode)
    devices = try fields.decode([ScenarioDevice].self, forKey: .devices)
    steps = try fields.decode([String].self, forKey: .steps)
  }
}

/// The name of any field.
struct FieldName: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  func refuseUnknownFields(_ known: [String]) throws {
    for field in try container(keyedBy: FieldName.self).allKeys where !known.contains(field.stringValue) {
      throw ScenarioError("\(field.stringValue): an unknown field; known are \(known.joined(separator: ", "))")
    }
  }
}
