import Foundation
import Testing

/// What `lockstep serve` lets strangers take (SEC-4).
@Suite(.timeLimit(.minutes(2)))
struct LimitTests {
  @Test(
    "SEC-4 a limit that is none is refused with the setting, where it was given, and what may stand there",
    arguments: [
      (["--most-devices", "few"], "--most-devices: few is not a number from 16 to 1000000"),
      (["--most-strangers-per-address", "0"], "--most-strangers-per-address: 0 is not a number from 16 to 1000000"),
      (["--handshake-seconds", "-1"], "--handshake-seconds: -1 is not a number from 1 to 300"),
      (["--shared-addresses", "proxy"], "--shared-addresses: proxy is no address such as 192.0.2.1"),
    ])
  func refused(arguments: [String], words: String) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    // An option whose value begins with a dash stands together with it.
    let joined = ["\(arguments[0])=\(arguments[1])"]
    let result = try await BuiltBinary.run(["serve", "--data-directory", directory.path] + joined)
    #expect(result.code == 64)
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test("SEC-4 numbers in the file of settings may stand as numbers; anything else is refused by its name")
  func file() async throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    for (text, words) in [
      (#"{"most-devices": 3}"#, "most-devices in \(file.path): 3 is not a number from 16"),
      (#"{"most-devices": [400]}"#, "most-devices is not a number"),
      (#"{"most-devices": 400, "shared-addresses": "here"}"#, "shared-addresses in \(file.path): here is no address"),
    ] {
      try Data(text.utf8).write(to: file)
      let result = try await BuiltBinary.run("serve", "--config", file.path)
      #expect(result.code == 64)
      #expect(result.errors.contains(words), "\(result.errors)")
    }
  }

  @Test("SEC-4 too few files for the connections that are set: that is said, and operators are served in a flood")
  func fewFiles() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let server = try await ServerProcess.start(in: directory, prefix: ["/usr/bin/prlimit", "--nofile=400:400", "--"])
    #expect(server.errors.contains("the hard limit of open files is too low for the connections that are set"))
    var sockets: [Int32] = []
    defer { for socket in sockets { close(socket) } }
    for _ in 0..<700 { sockets.append(try Self.connection(to: server.devicePort)) }
    let status = try await server.run("status")
    #expect(status.code == 0, "\(status.errors)")
    #expect(await server.terminate() == 0)
  }

  /// A connection that says nothing.
  private static func connection(to port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard descriptor >= 0, result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return descriptor
  }
}
