import Foundation

/// The comparison as one would write it in an afternoon: the file by Python's csv module into a table in memory, set
/// against the people in the database. It checks nothing, and IDs it cannot compare: they are sealed.
struct PythonPeer {
  private static let script = """
    import csv, sqlite3, sys, time
    started = time.perf_counter()
    db = sqlite3.connect(sys.argv[1])
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("CREATE TEMP TABLE rows (first, last, email, id, sync PRIMARY KEY)")
    with open(sys.argv[2], newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        db.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", reader)
    new = db.execute("SELECT * FROM rows WHERE sync NOT IN (SELECT sync_id FROM people)").fetchall()
    gone = db.execute("SELECT user_id FROM people WHERE sync_id NOT IN (SELECT sync FROM rows)").fetchall()
    changed = db.execute(
        "SELECT p.user_id, r.* FROM people p JOIN rows r ON r.sync = p.sync_id WHERE p.first_name <> r.first "
        "OR p.last_name <> r.last OR p.email <> r.email").fetchall()
    print(time.perf_counter() - started)
    """

  let database: URL
  let csv: [UInt8]

  func seconds() throws -> Double {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-peer-\(UUID().uuidString).csv")
    try Data(csv).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script, database.path, file.path]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard let seconds = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CocoaError(.fileReadUnknown)
    }
    return seconds
  }
}
