import ArgumentParser
import Configuration
import Foundation
import LockstepServer

/// Where a server runs: each from its argument, else the environment (`LOCKSTEP_DATA_DIRECTORY`), else the JSON file
/// (`{"data-directory": …}`), else its default.
struct ServeSettings: Sendable {
  var dataDirectory: String
  var deviceAddress: HostAndPort
  var httpAddress: HostAndPort
  var publicURL: String?
  var logLevel: String
  /// TLS on loopback too.
  var tls: Bool
  /// Plain text beyond loopback.
  var allowsPlainText: Bool
  var ownCertificate: ServerTLS.OwnFiles?
  var limits: LimitSettings

  static let keys =
    [
      "data-directory", "device-address", "http-address", "public-url", "log-level", "tls", "allow-plain-text",
      "certificate-file", "private-key-file", "shared-addresses",
    ] + LimitSettings.numbers
  /// True or false.
  private static let switches: Set = ["tls", "allow-plain-text"]

  /// Whether a port on this address speaks TLS.
  func isSecure(_ address: HostAndPort) -> Bool { tls || !(address.isLoopback || allowsPlainText) }

  /// - Parameter arguments: by key; nil where the argument was not given.
  /// - Throws: `ValidationError` that names the key and where it came from.
  static func read(arguments: [String: String], file: String?) async throws -> ServeSettings {
    let environment = ConfigReader(provider: EnvironmentVariablesProvider()).scoped(to: "lockstep")
    let fromFile = try await file.asyncMap(reader(of:))
    func value(_ key: String) -> (text: String, origin: String)? {
      if let text = arguments[key] { return (text, "--\(key)") }
      let name = ConfigKey(stringLiteral: key)
      if let text = environment.string(forKey: name) {
        return (text, "LOCKSTEP_" + key.uppercased().replacingOccurrences(of: "-", with: "_"))
      }
      let text =
        Self.switches.contains(key)
        ? fromFile?.bool(forKey: name).map { "\($0)" } ?? fromFile?.string(forKey: name)
        : fromFile?.string(forKey: name) ?? fromFile?.int(forKey: name).map { "\($0)" }
      return text.map { ($0, "\(key) in \(file ?? "")") }
    }
    func isOn(_ key: String) throws -> Bool {
      guard let (text, origin) = value(key) else { return false }
      guard ["true", "false"].contains(text) else { throw ValidationError("\(origin): \(text) is not true or false") }
      return text == "true"
    }
    func ownCertificate() throws -> ServerTLS.OwnFiles? {
      switch (value("certificate-file")?.text, value("private-key-file")?.text) {
      case (nil, nil): return nil
      case (let certificate?, let key?): return ServerTLS.OwnFiles(certificate: certificate, privateKey: key)
      default: throw ValidationError("certificate-file and private-key-file belong together: give both")
      }
    }
    func address(_ key: String, _ initial: HostAndPort) throws -> HostAndPort {
      guard let (text, origin) = value(key) else { return initial }
      guard let address = HostAndPort(text) else {
        throw ValidationError("\(origin): \(text) is not HOST:PORT, for example 127.0.0.1:0")
      }
      return address
    }
    if let (text, origin) = value("data-directory"), text.isEmpty {
      throw ValidationError("\(origin): it is empty; name a directory")
    }
    if let (text, origin) = value("public-url"), !Self.isAddress(text) {
      throw ValidationError("\(origin): \(text) is not an address such as https://lockstep.example")
    }
    let limits = try LimitSettings(value)
    let (tls, allowsPlainText) = (try isOn("tls"), try isOn("allow-plain-text"))
    guard !(tls && allowsPlainText) else { throw ValidationError("tls and allow-plain-text exclude each other") }
    return ServeSettings(
      dataDirectory: value("data-directory")?.text ?? "./lockstep-data",
      deviceAddress: try address("device-address", HostAndPort(host: "127.0.0.1", port: 51212)),
      httpAddress: try address("http-address", HostAndPort(host: "127.0.0.1", port: 8080)),
      publicURL: value("public-url")?.text, logLevel: value("log-level")?.text ?? "info", tls: tls,
      allowsPlainText: allowsPlainText, ownCertificate: try ownCertificate(), limits: limits)
  }

  private static func isAddress(_ text: String) -> Bool {
    guard let url = URLComponents(string: text), url.host?.isEmpty == false else { return false }
    return ["http", "https"].contains(url.scheme) && url.query == nil && url.fragment == nil
  }

  private static func reader(of file: String) async throws -> ConfigReader {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ValidationError("--config: the file \(file) cannot be read")
    }
    let value: Any
    do {
      value = try JSONSerialization.jsonObject(with: data)
    } catch {
      let place = (error as NSError).userInfo["NSDebugDescription"] as? String
      throw ValidationError("--config: \(file) is no JSON\(place.map { ": \($0)" } ?? "")")
    }
    guard let object = value as? [String: Any] else {
      throw ValidationError("--config: \(file) is not a JSON object")
    }
    if let unknown = object.keys.sorted().first(where: { !keys.contains($0) }) {
      throw ValidationError(
        "--config: \(file) has an unknown key \(unknown); there are \(keys.joined(separator: ", "))")
    }
    if let wrong = object.keys.sorted().first(where: {
      !(object[$0] is String) && !(switches.contains($0) && object[$0] is Bool)
        && !(LimitSettings.numbers.contains($0) && object[$0] is Int)
    }) {
      let form =
        switches.contains(wrong) ? "true or false" : LimitSettings.numbers.contains(wrong) ? "a number" : "a text"
      throw ValidationError("--config: \(file): \(wrong) is not \(form)")
    }
    let path = ConfigReader(provider: InMemoryProvider(values: ["filePath": .init(stringLiteral: file)]))
    return ConfigReader(provider: try await FileProvider<JSONSnapshot>(config: path))
  }
}

extension Optional where Wrapped: Sendable {
  fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
    guard let self else { return nil }
    return try await body(self)
  }
}
