import LockstepCore
import Testing

@testable import LockstepStore

struct ErasedWordsTests {
  private var words: ErasedWords {
    var words = ErasedWords()
    words.add(name: "Ada Quill")
    words.add(name: "Bo")
    words.add(key: "ada@a.example")
    words.add(key: "")
    return words
  }

  @Test(
    "DEL-7 a name or address is found whole, or as words of a longer text, whatever its case; parts of words are not",
    arguments: [
      ("Ada Quill", true), ("ADA QUILL: delete", true), ("(ada@a.example)", true), ("Bo", true), ("Bo is new", false),
      ("Ada Quiller", false), ("Granada Quill", false), ("Ada Quiller and Ada Quill", true), ("", false),
      ("Ada", false),
      ("xada@a.example", false),
    ])
  func found(text: String, isIn: Bool) { #expect(words.areIn(text) == isIn) }

  @Test("DEL-7 a name is no key: somebody else may have the same one")
  func keys() {
    #expect(words.hasKey("Ada@A.example"))
    #expect(!words.hasKey("Ada Quill") && !words.hasKey(""))
  }
}
