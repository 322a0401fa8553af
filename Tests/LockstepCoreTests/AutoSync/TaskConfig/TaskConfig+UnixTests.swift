import Foundation
import LockstepCore
import Testing

@Suite("Upload by systemd and cron")
struct TaskConfigUnixTests {
  private func run(_ program: String, _ arguments: [String], in folder: URL) throws -> (code: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // systemd wants one, and cron gives none.
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "XDG_RUNTIME_DIR": folder.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("task-config-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Intervals in minutes, and what they are in a timer and in a crontab.
  private static let schedules = [
    (1, "*-*-* *:*:00", "* * * * *"), (7, "*-*-* *:0/6:00", "*/6 * * * *"), (15, "*-*-* *:0/15:00", "*/15 * * * *"),
    (59, "*-*-* *:0/30:00", "*/30 * * * *"), (60, "*-*-* *:00:00", "0 * * * *"), (119, "*-*-* *:00:00", "0 * * * *"),
    (300, "*-*-* 0/4:00:00", "0 */4 * * *"), (720, "*-*-* 0/12:00:00", "0 */12 * * *"),
    (1440, "*-*-* 00:00:00", "0 0 * * *"), (10_080, "Mon *-*-* 00:00:00", "0 0 * * 1"),
    (44_640, "Mon *-*-* 00:00:00", "0 0 * * 1"),
  ]

  @Test("AUTO-10 the schedule is the longest that a calendar can say and the interval allows", arguments: schedules)
  func schedule(minutes: Int, calendar: String, cron: String) throws {
    let config = try TaskConfig.sample(minutes: minutes)
    #expect(config.systemdTimer.contains("\nOnCalendar=\(calendar)\nPersistent=true\n"))
    let line = #"\#(cron) /bin/sh "$HOME/autosync_work-north.sh" "$HOME/mobile-id-users.csv""#
    #expect(config.crontab == line + "\n")
    let shown = try inFolder { folder in
      try run("/usr/bin/systemd-analyze", ["calendar", "--iterations=3", calendar], in: folder)
    }
    #expect(shown.code == 0 && shown.text.contains("Next elapse"), "\(shown.text)")
  }

  @Test("AUTO-10 systemd accepts the units")
  func units() throws {
    let config = try TaskConfig.sample()
    try inFolder { folder in
      let service = folder.appendingPathComponent("\(config.name).service")
      let timer = folder.appendingPathComponent("\(config.name).timer")
      try config.systemdService.write(to: service, atomically: true, encoding: .utf8)
      try config.systemdTimer.write(to: timer, atomically: true, encoding: .utf8)
      let verified = try run(
        "/usr/bin/systemd-analyze", ["verify", "--user", "--recursive-errors=no", service.path, timer.path], in: folder)
      #expect(verified.code == 0 && verified.text.isEmpty, "\(verified.text)")
    }
  }

  /// Answers one upload with the status that its path ends with, tells what it was sent, and ends.
  private static let server = """
    import http.server, sys
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            print(self.path, self.headers["Authorization"], self.headers["Content-Type"], body, file=sys.stderr, flush=True)
            self.send_response(int(self.path[-3:]))
            self.send_header("Content-Length", "0")
            self.end_headers()
        def log_message(self, *arguments): pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    server.timeout = 30
    print(server.server_port, flush=True)
    server.handle_request()
    """

  @Test(
    "AUTO-9, AUTO-10 the script uploads the file with the key, and ends with the code of the answer",
    arguments: [
      (200, 0, ""), (202, 4, "approval"), (422, 3, "errors in the file"), (409, 5, "another run"), (401, 5, "key"),
      (413, 5, "too large"), (500, 5, "500"),
    ] as [(Int, Int32, String)])
  func upload(status: Int, code: Int32, says: String) throws {
    let server = Process()
    server.executableURL = URL(filePath: "/usr/bin/python3")
    server.arguments = ["-c", Self.server]
    let (port, requests) = (Pipe(), Pipe())
    (server.standardOutput, server.standardError) = (port, requests)
    try server.run()
    defer { server.waitUntilExit() }
    let number = String(decoding: port.fileHandleForReading.availableData, as: UTF8.self).filter(\.isNumber)
    let config = try TaskConfig.sample(url: "http://127.0.0.1:\(number)/it's/[1]/\(status)")
    try inFolder { folder in
      try write(config, to: folder)
      let ended = try run("/bin/sh", ["\(config.name).sh"], in: folder)
      #expect(ended.code == code)
      #expect(says.isEmpty ? ended.text.isEmpty : ended.text.contains(says), "\(ended.text)")
      #expect(!ended.text.contains(TaskConfig.sampleKey) && !ended.text.contains("ada@"))
    }
    let request = String(decoding: requests.fileHandleForReading.availableData, as: UTF8.self)
    #expect(
      request == "/it's/[1]/\(status) Bearer \(TaskConfig.sampleKey) text/csv b'Ada,Quill,ada@example.org,12\\n'\n")
  }

  @Test("AUTO-9, AUTO-10 without a server, a file or a key the script ends with 5 and says why")
  func notReached() throws {
    let config = try TaskConfig.sample(url: "http://127.0.0.1:9/auto-sync")
    try inFolder { folder in
      try write(config, to: folder)
      let script = "\(config.name).sh"
      let unreached = try run("/bin/sh", [script], in: folder)
      #expect(unreached.code == 5 && unreached.text.contains("not reached"), "\(unreached.text)")
      let fileless = try run("/bin/sh", [script, "elsewhere.csv"], in: folder)
      #expect(fileless.code == 5 && fileless.text.contains("elsewhere.csv"), "\(fileless.text)")
      try FileManager.default.removeItem(at: folder.appendingPathComponent("\(config.name).header"))
      let keyless = try run("/bin/sh", [script], in: folder)
      #expect(keyless.code == 5 && keyless.text.contains("\(config.name).header"), "\(keyless.text)")
    }
  }

  private func write(_ config: TaskConfig, to folder: URL) throws {
    for (name, text) in [
      ("\(config.name).sh", config.shellScript), ("\(config.name).header", config.header),
      (TaskConfig.csvName, "Ada,Quill,ada@example.org,12\n"),
    ] {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
  }
}
