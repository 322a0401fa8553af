import LockstepCore
import Testing

@Suite("Task config")
struct TaskConfigTests {
  @Test(
    "AUTO-10 what could not stand in a task is refused, and no error repeats the key",
    arguments: [
      ("", "https://a.example/x", "key", 3600, "project"), ("Work", "https://a.example/x", "key", 3600, "project"),
      ("a'b", "https://a.example/x", "key", 3600, "project"), ("a\n", "https://a.example/x", "key", 3600, "project"),
      (String(repeating: "a", count: 49), "https://a.example/x", "key", 3600, "project"),
      ("work", "ftp://a.example/x", "key", 3600, "URL"), ("work", "https://a.example/\"", "key", 3600, "URL"),
      ("work", "https://a.example/ x", "key", 3600, "URL"), ("work", "https://a.example/<x>", "key", 3600, "URL"),
      ("work", "https://münchen.example/x", "key", 3600, "URL"),
      ("work", "https://a.example/\u{0}", "key", 3600, "URL"),
      ("work", "https://a.example/" + String(repeating: "x", count: 2000), "key", 3600, "URL"),
      ("work", "https://a.example/x", "", 3600, "upload key"),
      ("work", "https://a.example/x", "a b", 3600, "upload key"),
      ("work", "https://a.example/x", "a'b", 3600, "upload key"),
      ("work", "https://a.example/x", "a\nb", 3600, "upload key"),
      ("work", "https://a.example/x", "ö", 3600, "upload key"), ("work", "https://a.example/x", "key", 59, "interval"),
      ("work", "https://a.example/x", "key", 31 * 86_400 + 1, "interval"),
    ] as [(String, String, String, Int, String)])
  func refused(project: String, url: String, key: String, seconds: Int, field: String) {
    let error = #expect(throws: LimitError.self) {
      try TaskConfig(project: project, url: url, key: key, interval: .seconds(seconds))
    }
    #expect(error?.field == field)
    #expect(key.isEmpty || key == "key" || error?.description.contains(key) == false)
  }

  @Test("AUTO-10 the key stands in the task and in the header, and nowhere else")
  func key() throws {
    let config = try TaskConfig.sample()
    let xml = String(decoding: config.windowsXML, as: UTF8.self).replacing("\0", with: "")
    #expect(xml.contains("Bearer \(TaskConfig.sampleKey)"))
    #expect(config.header == "Authorization: Bearer \(TaskConfig.sampleKey)\n")
    for text in [config.shellScript, config.systemdService, config.systemdTimer, config.crontab, config.name] {
      #expect(!text.contains(TaskConfig.sampleKey))
      #expect(text.contains("work-north") || text == config.systemdTimer)
    }
  }
}

extension TaskConfig {
  static let sampleKey = "lsk_0123456789abcdef-_~+/="

  static func sample(
    url: String = "https://doors.example.org:8443/api/v1/projects/work-north/auto-sync", minutes: Int = 60
  ) throws -> TaskConfig {
    try TaskConfig(project: "work-north", url: url, key: sampleKey, interval: .seconds(60 * minutes))
  }
}
