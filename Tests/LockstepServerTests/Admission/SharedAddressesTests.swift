import NIOCore
import Testing

@testable import LockstepServer

struct SharedAddressesTests {
  @Test(
    "SEC-4 addresses and ranges that many share are taken by their bits",
    arguments: [
      ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("192.0.2.0/24", "192.0.2.255", true),
      ("192.0.2.0/24", "192.0.3.0", false), ("10.8.0.0/13", "10.15.1.1", true), ("10.8.0.0/13", "10.16.0.1", false),
      ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false), ("2001:db8::/32", "2001:db8:9::1", true),
      ("2001:db8::/32", "2001:db9::1", false), ("192.0.2.7, ::1", "::1", true), ("192.0.2.7", "::ffff:192.0.2.7", true),
      ("none", "127.0.0.1", false),
    ])
  func contains(text: String, address: String, isShared: Bool) throws {
    let shared = try SharedAddresses(text)
    #expect(shared.contains(try #require(IPAddress(address))) == isShared)
  }

  @Test(
    "SEC-4 what is no address is refused",
    arguments: ["", "proxy", "192.0.2.0/33", "192.0.2.0/", "/24", "::/129", "192.0.2.1;192.0.2.2", "192.0.2.0/24/24"])
  func wrong(text: String) { #expect(throws: SharedAddresses.Wrong.self) { try SharedAddresses(text) } }

  @Test("SEC-4 this machine is shared at first, on either kind of address")
  func loopback() throws {
    for (address, isShared) in [("127.0.0.1", true), ("127.0.1.1", true), ("::1", true), ("126.0.0.1", false)] {
      #expect(SharedAddresses.loopback.contains(try #require(IPAddress(address))) == isShared)
    }
  }

  @Test("SEC-4 one network of IPv6 is one address: whoever has one can choose the rest of it")
  func networks() throws {
    func peer(_ text: String) throws -> PeerAddress { PeerAddress(try #require(IPAddress(text))) }
    #expect(try peer("2001:db8:1:2::5") == peer("2001:db8:1:2:ffff::9"))
    #expect(try peer("2001:db8:1:2::5") != peer("2001:db8:1:3::5"))
    #expect(try peer("192.0.2.1") != peer("192.0.2.2"))
    #expect(try [peer("2001:db8:1:2::5").text, peer("192.0.2.1").text] == ["2001:db8:1:2", "192.0.2.1"])
  }
}
