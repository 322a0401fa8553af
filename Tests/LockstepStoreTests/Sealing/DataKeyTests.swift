import Foundation
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct DataKeyTests {
  private let value = Sample.template(1)

  @Test("SEC-5 a sealed value opens with its key in its row and column; nowhere else, and not when a bit was changed")
  func place() throws {
    let key = try StoreScene.key()
    let sealed = try key.seal(value, .userRecord, "17")
    #expect(sealed.count == value.count + 29)
    #expect(try key.open(sealed, .userRecord, "17") == value)
    for (column, row) in [(SealedColumn.userRecord, "18"), (.deletedRecord, "17"), (.entryValue, "17")] {
      #expect(throws: StoreError.self) { try key.open(sealed, column, row) }
    }
    #expect(throws: StoreError.self) { try StoreScene.key(3).open(sealed, .userRecord, "17") }
    for index in [0, 1, 13, sealed.count - 17, sealed.count - 1] {
      var changed = sealed
      changed[index] ^= 1
      #expect(throws: StoreError.self, "byte \(index)") { try key.open(changed, .userRecord, "17") }
    }
    #expect(throws: StoreError.self) { try key.open(Data(sealed.prefix(20)), .userRecord, "17") }
    #expect(throws: StoreError.self) { try key.open(Data(), .userRecord, "17") }
  }

  @Test("SEC-5 the same value is sealed differently each time, and what cannot be opened is told without the value")
  func nonces() throws {
    let key = try StoreScene.key()
    #expect(Set(try (0..<100).map { _ in try key.seal(value, .userRecord, "17") }).count == 100)
    let text = try key.seal("+41 79 555 01 23", .userPhone, "17")
    #expect(Data(base64Encoded: text) != nil)
    #expect(try key.open(text, .userPhone, "17") == "+41 79 555 01 23")
    let error = #expect(throws: StoreError.self) { try key.open("+41 79 555 01 23", .userPhone, "17") }
    #expect(error?.description.contains("users.phone of 17 cannot be opened") == true)
    #expect(error?.description.contains("555") == false)
  }

  @Test("nothing is sealed of what holds nothing", arguments: ["", "{}"])
  func nothing(text: String) throws {
    let key = try StoreScene.key()
    #expect(try key.seal(text, .customFields, "17") == text)
    #expect(try key.open(text, .customFields, "17") == text)
  }

  @Test(
    "SEC-5 LIMIT-3 a number has one digest, whatever its leading zeros; another key gives another, and so does its ID")
  func digests() throws {
    let (key, other) = (try StoreScene.key(), try StoreScene.key(3))
    let number = try CardNumber(text: "0012345")
    #expect(key.digest(number) == key.digest(try CardNumber(bytes: [0, 0x30, 0x39])))
    #expect(key.digest(number).count == 16 && key.id.count == 16)
    #expect(key.digest(number) != other.digest(number) && key.id != other.id)
    #expect(DataKey(Array(repeating: 1, count: 31)) == nil)
    let (first, second) = (try #require(DataKey.random()), try #require(DataKey.random()))
    #expect(first.bytes.count == DataKey.byteCount && first.bytes != second.bytes)
  }
}
