import AdminModel
import Foundation
import Testing

@Suite("Bodies of requests are decoded strictly")
struct RequestBodyTests {
  @Test(
    "an error names the field",
    arguments: [
      (#"{"nmae":"Ada Example"}"#, "nmae", "no such field"),
      (#"{"name":"Ada","zebra":1,"apple":2}"#, "apple", "no such field"),
      (#"{"name":5}"#, "name", "a text"),
      (#"{"disabled":"yes"}"#, "disabled", "true or false"),
      (#"{"securityLevel":"high"}"#, "securityLevel", "a whole number"),
      (#"{"accessGroups":"Laboratory"}"#, "accessGroups", "a list"),
      (#"{"accessGroups":["Laboratory",7]}"#, "accessGroups[1]", "a text"),
      (#"{"customFields":["a"]}"#, "customFields", "an object"),
      (#"{"cards":[{"kind":"csn","number":"1"},{"kind":"csn"}]}"#, "cards[1].number", "missing"),
      (#"{"cards":[{"kind":"csn","number":"1","colour":"red"}]}"#, "cards[0].colour", "no such field"),
      (#"{"fingerprints":[{"index":0,"templates":["%%"]}]}"#, "fingerprints[0].templates[0]", "base64"),
      (#"{"fingerprints":[{"index":0,"templates":[],"hand":"left"}]}"#, "fingerprints[0].hand", "no such field"),
      (#"{"faces":[{"kind":"visual","index":300000000000000000000,"template":""}]}"#, "faces", "out of range"),
      (#"{"jobCodes":[{"code":-1,"label":"x"}]}"#, "jobCodes", "out of range"),
      (#"{"end":"tomorrow"}"#, "end", "a time like"),
    ])
  func namesTheField(json: String, field: String, reason: String) throws {
    let error = #expect(throws: BodyError.self) { try UserBody.decode(Data(json.utf8)) }
    #expect(error?.field == field)
    #expect(error?.reason.lowercased().contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test("what is no JSON object at all names no field", arguments: ["", "{", "nonsense", "\u{0}", "{\"name\":\"a\"}}"])
  func notJSON(text: String) throws {
    let error = #expect(throws: BodyError.self) { try UserBody.decode(Data(text.utf8)) }
    #expect(error?.field == nil)
    #expect(error?.reason == "the body is not JSON")
  }

  @Test("a list, a text or a number is no body", arguments: ["[]", "\"a\"", "7", "null"])
  func notAnObject(text: String) throws {
    #expect(throws: BodyError.self) { try UserBody.decode(Data(text.utf8)) }
  }

  @Test("SEC-3 an error never repeats the value")
  func neverTheValue() throws {
    let secret = "c2VjcmV0"
    let error = #expect(throws: BodyError.self) { try UserBody.decode(Data(#"{"pin":["\#(secret)"]}"#.utf8)) }
    #expect(error.map { !"\($0)".contains(secret) } == true)
  }

  @Test("a required field that is missing is named")
  func missing() throws {
    let error = #expect(throws: BodyError.self) { try SynchronizationBody.decode(Data("{}".utf8)) }
    #expect(error == BodyError(field: "value", reason: "the field is missing"))
  }
}
