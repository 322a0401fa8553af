extension TaskConfig {
  /// The task for Windows Task Scheduler, to be saved as `autosync_<project>.xml`: UTF-16, the lower byte first, with a byte order
  /// mark, as Windows writes its own. **It holds the upload key.**
  ///
  /// What Windows would assume to the disadvantage of a sync is said explicitly: that it runs on batteries, starts when it
  /// missed its time, waits for a network, and is ended when it hangs.
  public var windowsXML: [UInt8] {
    let units = xml.replacing("\n", with: "\r\n").utf16
    return [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  private var xml: String {
    """
    <?xml version="1.0" encoding="UTF-16"?>
    <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
      <RegistrationInfo>
        <Author>Lockstep</Author>
        <Description>\(Self.xml("Uploads \(Self.csvName) to the project \(project) of Lockstep. Last result: 0 done, "
          + "3 refused because of errors in the file, 4 something waits for approval, 5 not reached or not taken."))\
    </Description>
        <URI>\\\(Self.xml(name))</URI>
      </RegistrationInfo>
      <Triggers>
        <TimeTrigger>
          <Enabled>true</Enabled>
          <StartBoundary>2026-01-01T00:00:00</StartBoundary>
          <Repetition>
            <Interval>\(duration)</Interval>
            <StopAtDurationEnd>false</StopAtDurationEnd>
          </Repetition>
        </TimeTrigger>
      </Triggers>
      <Principals>
        <Principal id="Author">
          <LogonType>InteractiveToken</LogonType>
          <RunLevel>LeastPrivilege</RunLevel>
        </Principal>
      </Principals>
      <Settings>
        <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
        <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
        <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
        <AllowHardTerminate>true</AllowHardTerminate>
        <StartWhenAvailable>true</StartWhenAvailable>
        <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
        <IdleSettings>
          <StopOnIdleEnd>false</StopOnIdleEnd>
          <RestartOnIdle>false</RestartOnIdle>
        </IdleSettings>
        <AllowStartOnDemand>true</AllowStartOnDemand>
        <Enabled>true</Enabled>
        <Hidden>false</Hidden>
        <RunOnlyIfIdle>false</RunOnlyIfIdle>
        <WakeToRun>false</WakeToRun>
        <ExecutionTimeLimit>PT\(Self.mostSeconds / 60 + 1)M</ExecutionTimeLimit>
        <Priority>7</Priority>
        <RestartOnFailure>
          <Interval>PT1M</Interval>
          <Count>3</Count>
        </RestartOnFailure>
      </Settings>
      <Actions Context="Author">
        <Exec>
          <Command>powershell.exe</Command>
          <Arguments>\(Self.xml(windowsArguments))</Arguments>
          <WorkingDirectory>%USERPROFILE%</WorkingDirectory>
        </Exec>
      </Actions>
    </Task>

    """
  }

  /// `P1D`, `PT1H30M`.
  private var duration: String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60)
    let time = (hours > 0 ? "\(hours)H" : "") + (rest > 0 ? "\(rest)M" : "")
    return "P" + (days > 0 ? "\(days)D" : "") + (time.isEmpty ? "" : "T" + time)
  }

  /// Without a profile, which could go to another folder; the command needs no execution policy, as no script does.
  private var windowsArguments: String {
    "-NoProfile -NonInteractive -WindowStyle Hidden -Command " + Self.windowsArgument(powerShell)
  }

  /// For Windows PowerShell 5.1, which asks for an old TLS by itself, parses answers like a browser, and makes every status
  /// of 400 and above an exception. A held run is no exception and told by its outcome, as the status of a good answer
  /// is not at hand there.
  private var powerShell: String {
    [
      "$ErrorActionPreference='Stop'",
      "$ProgressPreference='SilentlyContinue'",
      "[Net.ServicePointManager]::SecurityProtocol="
        + "[Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12",
      "try{$answer=Invoke-RestMethod -UseBasicParsing -Method Put -Uri \(Self.powerShell(url))"
        + " -Headers @{Authorization=\(Self.powerShell("Bearer " + key))} -ContentType 'text/csv'"
        + " -TimeoutSec \(Self.mostSeconds) -InFile \(Self.csvName)}"
        + "catch{if([int]$_.Exception.Response.StatusCode -eq 422){exit \(UploadExit.refused.rawValue)};"
        + "exit \(UploadExit.notTaken.rawValue)}",
      "switch($answer.outcome){'done'{exit \(UploadExit.done.rawValue)}'no-change'{exit \(UploadExit.done.rawValue)}"
        + "'held'{exit \(UploadExit.held.rawValue)}}",
      "exit \(UploadExit.notTaken.rawValue)",
    ].joined(separator: ";")
  }

  static func xml(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// In single quotes, where nothing but these has a meaning; PowerShell takes the typographic ones for them.
  static func powerShell(_ text: String) -> String {
    "'" + text.unicodeScalars.map { "'‘’‚‛".unicodeScalars.contains($0) ? "\($0)\($0)" : String($0) }.joined() + "'"
  }

  /// In double quotes, as a program on Windows takes its command line apart: backslashes count where a quote follows.
  static func windowsArgument(_ text: String) -> String {
    var result = "\""
    var backslashes = 0
    for character in text.unicodeScalars {
      if character == "\"" { result += String(repeating: "\\", count: backslashes + 1) }
      backslashes = character == "\\" ? backslashes + 1 : 0
      result.unicodeScalars.append(character)
    }
    return result + String(repeating: "\\", count: backslashes) + "\""
  }
}
