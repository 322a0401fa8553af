/// What a machine needs to upload a people file on a schedule (AUTO-10): a task for Windows Task Scheduler, or a shell
/// script with a systemd timer or a crontab line. Every form uploads `mobile-id-users.csv` from the home folder of who
/// runs it, and ends with the code of ``UploadExit``.
public struct TaskConfig: Sendable {
  /// The file that is uploaded unless another one is named.
  public static let csvName = "mobile-id-users.csv"
  /// What Windows Task Scheduler takes.
  public static let intervals: ClosedRange<Duration> = .seconds(60)...(.seconds(31 * 86_400))
  /// After these seconds an upload is given up; a minute later it is ended.
  static let mostSeconds = 1740

  /// The project's short name.
  public let project: String
  public let url: String
  /// Secret. It is in ``windowsXML`` and ``header`` and nowhere else.
  let key: String
  /// Whole minutes.
  let minutes: Int

  /// - Parameters:
  ///   - project: the short name: 1 to 48 of a–z, 0–9 and `-`.
  ///   - url: where the file is put: `https://…/api/v1/projects/<project>/auto-sync`, 2,000 characters at most.
  ///   - key: the upload key, in the characters of a bearer token, 512 at most.
  ///   - interval: how often; ``intervals``, cut to minutes.
  /// - Throws: ``LimitError`` of `project`, `URL`, `upload key` or `interval`.
  public init(project: String, url: String, key: String, interval: Duration) throws(LimitError) {
    guard (1...48).contains(project.utf8.count), project.utf8.allSatisfy(Self.isOfProject) else {
      throw LimitError(field: "project", limit: "1 to 48 of a–z, 0–9 and -", actual: "another text")
    }
    guard url.utf8.count <= 2000, ["https://", "http://"].contains(where: url.hasPrefix),
      url.utf8.allSatisfy({ Self.isAlphanumeric($0) || "-._~:/?#[]@!$&'()*+,;=%".utf8.contains($0) })
    else { throw LimitError(field: "URL", limit: "an address of HTTP or HTTPS", actual: "another text") }
    guard (1...512).contains(key.utf8.count),
      key.utf8.allSatisfy({ Self.isAlphanumeric($0) || "-._~+/=".utf8.contains($0) })
    else { throw LimitError(field: "upload key", limit: "1 to 512 characters of a token", actual: "another text") }
    guard Self.intervals.contains(interval) else {
      throw LimitError(field: "interval", limit: "1 minute to 31 days", actual: "\(interval)")
    }
    self.project = project
    self.url = url
    self.key = key
    minutes = Int(interval.components.seconds / 60)
  }

  /// What task, script and units are called; `.xml`, `.sh`, `.header`, `.service` or `.timer` follows.
  public var name: String { "autosync_\(project)" }

  private static func isOfProject(_ byte: UInt8) -> Bool {
    "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8.contains(byte)
  }
}
