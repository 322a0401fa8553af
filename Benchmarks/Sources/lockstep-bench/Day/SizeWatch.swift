import Foundation

/// What a server takes of memory and disk while something goes on, looked at every two seconds.
struct SizeWatch: Sendable {
  struct Sample: Sendable {
    /// Since the beginning.
    let time: Duration
    /// MiB, resident.
    let memory: Double
    /// MiB of the database and its write-ahead log.
    let files: Double
    /// Lines of the audit log.
    let auditLines: Int64
  }

  let server: Int32
  /// Its data directory.
  let folder: URL

  private static let pause = Duration.seconds(2)

  func during<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> (value: Value, samples: [Sample]) {
    let isOver = EndSign()
    async let samples = watch(isOver)
    let value: Value
    do {
      value = try await body()
    } catch {
      isOver.raise()
      throw error
    }
    isOver.raise()
    return (value, try await samples)
  }

  private func watch(_ isOver: EndSign) async throws -> [Sample] {
    let (content, started) = (try DatabaseContent(in: folder), ContinuousClock.now)
    var samples: [Sample] = []
    while !isOver.isRaised {
      let sample = Sample(
        time: ContinuousClock.now - started, memory: Double(try ProcessUsage(of: server).residentBytes) / 1_048_576,
        files: try content.fileSize(), auditLines: try content.auditLines())
      samples.append(sample)
      tell(sample, after: samples.dropLast().last)
      // A sample, not a wait for something.
      try await Task.sleep(for: Self.pause)
    }
    return samples
  }

  /// Once a minute.
  private func tell(_ sample: Sample, after earlier: Sample?) {
    let minute = Int(sample.time.inSeconds) / 60
    guard let earlier, minute > Int(earlier.time.inSeconds) / 60 else { return }
    ProgressLine.tell("minute \(minute): \(Int(sample.memory)) MiB of memory, \(Int(sample.files)) MiB of files")
  }
}

extension Collection<SizeWatch.Sample> {
  /// By how many percent the median of the last third is above that of the first third.
  func growth(of value: (SizeWatch.Sample) -> Double) -> Double {
    func median(_ part: SubSequence) -> Double {
      var samples = Samples()
      for sample in part { samples.add(value(sample)) }
      return samples.median
    }
    return 100 * (median(suffix(count / 3)) / median(prefix(count / 3)) - 1)
  }
}
