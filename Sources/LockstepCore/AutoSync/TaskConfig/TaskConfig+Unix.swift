extension TaskConfig {
  /// The script that systemd and cron start, to be saved as `autosync_<project>.sh` in the home folder. It holds no secret.
  public var shellScript: String {
    """
    #!/bin/sh
    # Uploads \(Self.csvName) to the project \(project) of Lockstep.
    #
    # Usage: \(name).sh [FILE]      (\(Self.csvName) in the current folder, if no file is named)
    #
    # Beside this script stands \(name).header with the upload key; only its owner may read it (chmod 600).
    # Where \(name).crt stands there too, it is the authority that the server's certificate comes from.
    # Ends with 0 done, 3 refused because of errors in the file, 4 something waits for approval, 5 not reached or not taken.
    set -u
    file=${1:-\(Self.csvName)}
    folder=$(dirname -- "$0")
    if [ -f "$folder/\(name).crt" ]; then
      CURL_CA_BUNDLE=$folder/\(name).crt
      export CURL_CA_BUNDLE
    fi
    if [ ! -r "$folder/\(name).header" ]; then
      echo "\(name): $folder/\(name).header with the upload key cannot be read" >&2
      exit \(UploadExit.notTaken.rawValue)
    fi
    status=$(curl --silent --show-error --globoff --tlsv1.2 --max-time \(Self.mostSeconds) \\
      --header "@$folder/\(name).header" --header 'Content-Type: text/csv' \\
      --output /dev/null --write-out '%{http_code}' --upload-file "$file" -- \(Self.shell(url)))
    case $status in
      200) exit \(UploadExit.done.rawValue) ;;
      202)
        echo '\(name): something waits for approval' >&2
        exit \(UploadExit.held.rawValue)
        ;;
      422)
        echo '\(name): refused because of errors in the file; the official contact has them by e-mail' >&2
        exit \(UploadExit.refused.rawValue)
        ;;
      000) echo '\(name): the server was not reached' >&2 ;;
      401) echo '\(name): the upload key is not valid' >&2 ;;
      409) echo '\(name): another run is going, or Auto-sync is off' >&2 ;;
      413) echo '\(name): the file is too large' >&2 ;;
      *) echo "\(name): the server answered $status" >&2 ;;
    esac
    exit \(UploadExit.notTaken.rawValue)

    """
  }

  /// **The upload key**, as curl reads a header: `autosync_<project>.header` beside the script. In a file it is in no list of
  /// processes.
  public var header: String { "Authorization: Bearer \(key)\n" }

  /// A unit of a user: `autosync_<project>.service` in the home folder, which `systemctl --user link` makes known.
  public var systemdService: String {
    """
    [Unit]
    Description=Auto-sync of the project \(project) with Lockstep

    [Service]
    Type=oneshot
    WorkingDirectory=%h
    ExecStart=/bin/sh %h/\(name).sh \(Self.csvName)
    TimeoutStartSec=\(Self.mostSeconds + 60)
    NoNewPrivileges=yes
    UMask=0077

    """
  }

  /// `autosync_<project>.timer` beside the service. A run that was missed is made up for.
  public var systemdTimer: String {
    """
    [Unit]
    Description=Auto-sync of the project \(project) with Lockstep

    [Timer]
    OnCalendar=\(schedule.calendar)
    Persistent=true

    [Install]
    WantedBy=timers.target

    """
  }

  /// A line of the user's crontab.
  public var crontab: String { "\(schedule.cron) /bin/sh \"$HOME/\(name).sh\" \"$HOME/\(Self.csvName)\"\n" }

  /// As a calendar can say it: the longest that is no longer than the interval.
  private var schedule: (calendar: String, cron: String) {
    if minutes >= 7 * 1440 { return ("Mon *-*-* 00:00:00", "0 0 * * 1") }
    if minutes >= 1440 { return ("*-*-* 00:00:00", "0 0 * * *") }
    if minutes >= 60 {
      let hours = [12, 8, 6, 4, 3, 2].first { $0 * 60 <= minutes }
      return hours.map { ("*-*-* 0/\($0):00:00", "0 */\($0) * * *") } ?? ("*-*-* *:00:00", "0 * * * *")
    }
    let step = [30, 20, 15, 12, 10, 6, 5, 4, 3, 2].first { $0 <= minutes }
    return step.map { ("*-*-* *:0/\($0):00", "*/\($0) * * * *") } ?? ("*-*-* *:*:00", "* * * * *")
  }

  /// In single quotes, where nothing but these has a meaning.
  static func shell(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
