import LockstepCore
import Testing

@Suite("E-mail addresses")
struct MailAddressTests {
  @Test(
    "what people have is one",
    arguments: ["ada@example.com", "o'neill+doors@mail.example.com", "ада@почта.example", "a@b"])
  func addresses(text: String) { #expect(MailAddress.isOne(text)) }

  @Test(
    "AUTO-13 what would be read as something else by a mail server is none",
    arguments: [
      "", "ada", "@example.com", "ada@", "a@b@c", "ada @example.com", "ada@example.com\r\nRCPT TO:<x@example.com>",
      "ada@example.com\n", "<ada@example.com>", "ada@example.com,bruno@example.com", "ada\u{0}@example.com",
      "ada@exa\u{202E}mple.com", "-oQ@example.com", String(repeating: "a", count: 250) + "@b.de", "\"a b\"@example.com",
      "a@\u{301}b.example",
    ])
  func others(text: String) { #expect(!MailAddress.isOne(text)) }
}
