import BenchInputs

/// How long operators wait while a people file is applied by the same server.
struct UploadFigures {
  let caller: WebCaller
  let people: Int

  func measure() async throws -> [Figure] {
    ProgressLine.tell("upload of \(people) people")
    try await caller.send("POST", "/api/v1/projects", #"{"name":"Upload"}"#)
    let idle = try await PageWatch.idle(["/api/v1/users"], by: caller, rounds: 200)
    let (caller, people) = (caller, people)
    let started = ContinuousClock.now
    let (ended, busy) = try await PageWatch.during(["/api/v1/users"], by: caller) {
      let file = String(decoding: PeopleCSV(people: people).bytes, as: UTF8.self)
      try await caller.send("PUT", "/api/v1/projects/upload/auto-sync", file)
      return ContinuousClock.now
    }
    return [
      Figure("upload of \(people) new people, by HTTP", (ended - started).inMilliseconds, "ms"),
      Figure("/api/v1/users, p99, idle", idle.p99, "ms"),
      Figure("/api/v1/users, p99, during the upload", busy.p99, "ms", atMost: max(3 * idle.p99, 50)),
    ]
  }
}
