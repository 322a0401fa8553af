import AdminModel
import Foundation
import Testing

@Suite("Answers have every field")
struct OrNullTests {
  private let item = UserOnDevice(device: 1003, state: "pending", reason: "")

  @Test("a value that is not there is null")
  func isNull() throws {
    let json = String(decoding: try AdminJSON.encoder.encode(item), as: UTF8.self)
    #expect(
      json == #"{"confirmedRevision":null,"device":1003,"reason":"","since":null,"state":"pending"}"#)
  }

  @Test("an older server may leave it out, and a newer one may add others")
  func leftOut() throws {
    let json = #"{"device":1003,"state":"pending","reason":"","colour":"red"}"#
    #expect(try AdminJSON.decoder.decode(UserOnDevice.self, from: Data(json.utf8)) == item)
  }
}
