import Foundation

/// A blocking TCP connection on this machine, with the system's own calls.
final class LoopbackSocket {
  private let file: Int32

  struct Failure: Error {
    let message: String
  }

  private init(_ file: Int32) { self.file = file }

  deinit { close(file) }

  static func connect(to port: Int) throws -> LoopbackSocket {
    let socket = try LoopbackSocket(open())
    var address = address(port)
    let code = withSockets(&address) { Foundation.connect(socket.file, $0, $1) }
    guard code == 0 else { throw failure("connect") }
    return socket
  }

  /// - Returns: the listening socket and its port.
  static func listen() throws -> (LoopbackSocket, port: Int) {
    let socket = try LoopbackSocket(open())
    var address = address(0)
    guard withSockets(&address, { bind(socket.file, $0, $1) }) == 0, Foundation.listen(socket.file, 16) == 0 else {
      throw failure("listen")
    }
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket.file, $0, &size) }
    }
    guard code == 0 else { throw failure("getsockname") }
    return (socket, Int(UInt16(bigEndian: address.sin_port)))
  }

  func accept() throws -> LoopbackSocket {
    let other = Foundation.accept(file, nil, nil)
    guard other >= 0 else { throw Self.failure("accept") }
    let socket = LoopbackSocket(other)
    Self.setNoDelay(other)
    return socket
  }

  func send(_ bytes: [UInt8]) throws {
    guard Foundation.send(file, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw Self.failure("send")
    }
  }

  /// - Returns: what has come; nothing at the end.
  func receive(_ most: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      let received = recv(file, buffer.baseAddress, most, 0)
      guard received >= 0 else { throw Self.failure("recv") }
      count = received
    }
  }

  private static func open() throws -> Int32 {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard file >= 0 else { throw failure("socket") }
    setNoDelay(file)
    return file
  }

  private static func setNoDelay(_ file: Int32) {
    var on: Int32 = 1
    setsockopt(file, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return address
  }

  private static func withSockets(
    _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }

  private static func failure(_ call: String) -> Failure {
    Failure(message: "\(call): \(String(cString: strerror(errno)))")
  }
}
