import Foundation
import FoundationXML
import LockstepCore
import Testing

@Suite("Task for Windows Task Scheduler")
struct TaskConfigWindowsTests {
  /// Of `Task`, in the order in which Windows writes them and the schema wants them.
  private static let children: [String: [String]] = [
    "Task": ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"],
    "RegistrationInfo": ["Date", "Author", "Description", "URI"],
    "Triggers": ["TimeTrigger"],
    "TimeTrigger": ["Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "RandomDelay"],
    "Repetition": ["Interval", "Duration", "StopAtDurationEnd"],
    "Principals": ["Principal"],
    "Principal": ["UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"],
    "Settings": [
      "MultipleInstancesPolicy", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "AllowHardTerminate",
      "StartWhenAvailable", "RunOnlyIfNetworkAvailable", "IdleSettings", "AllowStartOnDemand", "Enabled", "Hidden",
      "RunOnlyIfIdle", "WakeToRun", "ExecutionTimeLimit", "Priority", "RestartOnFailure",
    ],
    "IdleSettings": ["Duration", "WaitTimeout", "StopOnIdleEnd", "RestartOnIdle"],
    "RestartOnFailure": ["Interval", "Count"],
    "Actions": ["Exec"],
    "Exec": ["Command", "Arguments", "WorkingDirectory"],
  ]
  private static let booleans: Set = [
    "Enabled", "StopAtDurationEnd", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "AllowHardTerminate",
    "StartWhenAvailable", "RunOnlyIfNetworkAvailable", "StopOnIdleEnd", "RestartOnIdle", "AllowStartOnDemand", "Hidden",
    "RunOnlyIfIdle", "WakeToRun",
  ]

  private func task(_ config: TaskConfig) throws -> XMLElement {
    let document = try XMLDocument(data: Data(config.windowsXML), options: [.nodePreserveWhitespace])
    return try #require(document.rootElement())
  }

  private func value(_ task: XMLElement, _ path: String) throws -> String {
    var element = task
    for name in path.split(separator: "/") {
      element = try #require(element.elements(forName: String(name)).first, "\(path)")
    }
    return try #require(element.stringValue)
  }

  /// Foundation finds none by name in an element that has a namespace.
  private func attribute(_ element: XMLElement?, _ name: String) -> String? {
    element?.attributes?.first { $0.name == name }?.stringValue
  }

  @Test("AUTO-10 UTF-16 with a mark, declared so, with line ends of Windows")
  func encoding() throws {
    let bytes = try TaskConfig.sample().windowsXML
    #expect(bytes.starts(with: [0xFF, 0xFE, 0x3C, 0x00, 0x3F, 0x00]))
    let text = try #require(String(data: Data(bytes), encoding: .utf16))
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Task version=\"1.2\" "))
    #expect(text.hasSuffix("</Task>\r\n"))
    #expect(!text.replacing("\r\n", with: "").contains { $0.isNewline })
  }

  @Test(
    "AUTO-10 every element stands where the schema has it, once, with a value of its type", arguments: [1, 60, 1500])
  func schema(minutes: Int) throws {
    let task = try task(TaskConfig.sample(minutes: minutes))
    #expect(task.name == "Task")
    #expect(task.uri == "http://schemas.microsoft.com/windows/2004/02/mit/task")
    #expect(attribute(task, "version") == "1.2")
    var open = [task]
    var seen = 0
    while let element = open.popLast() {
      seen += 1
      let name = try #require(element.name)
      let elements = (element.children ?? []).compactMap { $0 as? XMLElement }
      guard let order = Self.children[name] else {
        #expect(elements.isEmpty, "\(name)")
        let text = element.stringValue ?? ""
        #expect(!text.isEmpty, "\(name)")
        if Self.booleans.contains(name) { #expect(["true", "false"].contains(text), "\(name)") }
        continue
      }
      let places = try elements.map { try #require(order.firstIndex(of: $0.name ?? ""), "\($0.name ?? "") in \(name)") }
      #expect(places == Array(Set(places)).sorted(), "\(name)")
      open += elements
    }
    #expect(seen > 30)
  }

  @Test("AUTO-10 the limits of the schema: paths of 260 characters, an action's principal, names of kinds")
  func limits() throws {
    let task = try task(TaskConfig.sample())
    #expect(try value(task, "Actions/Exec/Command") == "powershell.exe")
    #expect(try value(task, "Actions/Exec/WorkingDirectory") == "%USERPROFILE%")
    let context = attribute(task.elements(forName: "Actions").first, "Context")
    let principal = task.elements(forName: "Principals").first?.elements(forName: "Principal").first
    #expect(context != nil && context == attribute(principal, "id"))
    #expect(try value(task, "Principals/Principal/LogonType") == "InteractiveToken")
    #expect(try value(task, "Principals/Principal/RunLevel") == "LeastPrivilege")
    #expect(try value(task, "Settings/MultipleInstancesPolicy") == "IgnoreNew")
    #expect(try value(task, "Settings/Priority") == "7")
    #expect(try value(task, "RegistrationInfo/URI") == "\\autosync_work-north")
  }

  @Test(
    "AUTO-10 what Windows would assume to its disadvantage is said",
    arguments: [
      ("Settings/DisallowStartIfOnBatteries", "false"), ("Settings/StopIfGoingOnBatteries", "false"),
      ("Settings/StartWhenAvailable", "true"), ("Settings/RunOnlyIfNetworkAvailable", "true"),
      ("Settings/ExecutionTimeLimit", "PT30M"), ("Settings/RestartOnFailure/Interval", "PT1M"),
      ("Settings/AllowStartOnDemand", "true"), ("Settings/Enabled", "true"), ("Triggers/TimeTrigger/Enabled", "true"),
      ("Triggers/TimeTrigger/Repetition/StopAtDurationEnd", "false"),
    ])
  func explicit(path: String, expected: String) throws {
    #expect(try value(task(TaskConfig.sample()), path) == expected)
  }

  @Test(
    "AUTO-10 the interval as Windows writes durations, PT1M to P31D",
    arguments: [
      (1, "PT1M"), (60, "PT1H"), (90, "PT1H30M"), (1440, "P1D"), (1501, "P1DT1H1M"), (31 * 1440, "P31D"),
    ])
  func interval(minutes: Int, expected: String) throws {
    let config = try TaskConfig.sample(minutes: minutes)
    #expect(try value(task(config), "Triggers/TimeTrigger/Repetition/Interval") == expected)
  }

  @Test(
    "AUTO-10 the action uploads the file: addresses and keys stay what they are through XML, Windows and PowerShell",
    arguments: [
      "https://doors.example.org:8443/api/v1/projects/work-north/auto-sync", "http://[::1]:8080/a?x=1&y=2;z=$(1)",
      "https://a.example/it's/'quoted'", "https://a.example/%20;exit%200", "https://a.example/a''b",
    ])
  func action(url: String) throws {
    let arguments = WindowsCommandLine.arguments(try value(task(TaskConfig.sample(url: url)), "Actions/Exec/Arguments"))
    #expect(arguments.dropLast() == ["-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command"])
    let script = try #require(arguments.last)
    let strings = WindowsCommandLine.powerShellStrings(script)
    #expect(strings.contains(url))
    #expect(strings.contains("Bearer \(TaskConfig.sampleKey)"))
    #expect(script.contains(" -InFile mobile-id-users.csv}"))
    #expect(script.contains("Invoke-RestMethod -UseBasicParsing -Method Put -Uri "))
    #expect(script.contains("[Net.SecurityProtocolType]::Tls12"))
    // Outside of what is quoted nothing changes with the address.
    let ours = try WindowsCommandLine.arguments(value(task(TaskConfig.sample()), "Actions/Exec/Arguments")).last
    #expect(WindowsCommandLine.withoutStrings(script) == WindowsCommandLine.withoutStrings(try #require(ours)))
    #expect(!WindowsCommandLine.withoutStrings(script).contains("$("), "Task Scheduler would put values in there")
  }

  @Test("AUTO-10 the task ends with the code of the outcome")
  func codes() throws {
    let arguments = try value(task(TaskConfig.sample()), "Actions/Exec/Arguments")
    let script = try #require(WindowsCommandLine.arguments(arguments).last)
    #expect(script.contains("catch{if([int]$_.Exception.Response.StatusCode -eq 422){exit 3};exit 5}"))
    #expect(script.hasSuffix(";switch($answer.outcome){'done'{exit 0}'no-change'{exit 0}'held'{exit 4}};exit 5"))
  }
}

/// How Windows and PowerShell take a command line apart.
private enum WindowsCommandLine {
  /// By the rules of the C runtime.
  static func arguments(_ line: String) -> [String] {
    var result: [String] = []
    var current = ""
    var (isQuoted, isOpen) = (false, false)
    var backslashes = 0
    for character in line {
      if character == "\\" {
        backslashes += 1
        continue
      }
      current += String(repeating: "\\", count: character == "\"" ? backslashes / 2 : backslashes)
      let isEscaped = backslashes % 2 == 1
      isOpen = isOpen || backslashes > 0
      backslashes = 0
      if character == "\"", !isEscaped {
        isQuoted.toggle()
        isOpen = true
      } else if character == " ", !isQuoted {
        if isOpen { result.append(current) }
        (current, isOpen) = ("", false)
      } else {
        current.append(character)
        isOpen = true
      }
    }
    current += String(repeating: "\\", count: backslashes)
    return isOpen || backslashes > 0 ? result + [current] : result
  }

  /// What is in single quotes.
  static func powerShellStrings(_ script: String) -> [String] {
    parts(script).enumerated().compactMap { $0.offset % 2 == 1 ? $0.element : nil }
  }

  static func withoutStrings(_ script: String) -> String {
    parts(script).enumerated().map { $0.offset % 2 == 1 ? "''" : $0.element }.joined()
  }

  /// Outside, in quotes, outside, …
  private static func parts(_ script: String) -> [String] {
    var result = [""]
    var rest = Array(script)[...]
    while let character = rest.popFirst() {
      let isInside = result.count % 2 == 0
      if character == "'", isInside, rest.first == "'" {
        rest.removeFirst()
        result[result.count - 1].append("'")
      } else if character == "'" {
        result.append("")
      } else {
        result[result.count - 1].append(character)
      }
    }
    return result
  }
}
