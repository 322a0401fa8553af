import BenchInputs
import Benchmark
import DeviceProtocol
import LockstepCore
import NIOCore

/// Pure parts: nothing is opened or waited for.
enum Parts {
  static func register() {
    Benchmark("merge, 1000 records") { benchmark in
      let merge = Merge(capabilities: .full, digest: Inputs.digest)
      benchmark.startMeasurement()
      for (server, device) in Inputs.merges { blackHole(merge.merge(device, into: server)) }
    }
    Benchmark("digest, 1000 records") { benchmark in
      benchmark.startMeasurement()
      for record in Inputs.enrolled { blackHole(Inputs.digest.of(record)) }
    }
    messages("256 log entries", Inputs.upload)
    messages("64 users", Inputs.write)
    Benchmark("read a people file, 100000 rows") { benchmark in
      let file = Inputs.people
      benchmark.startMeasurement()
      var (reader, rows) = (PeopleReader(), 0)
      reader.read(file) { _ in rows += 1 }
      blackHole(reader.finish { _ in rows += 1 })
      guard rows == 100_000 else { return benchmark.error("\(rows) rows") }
    }
  }

  private static func messages(_ name: String, _ envelope: Envelope) {
    let bytes = envelope.encoded()
    var buffer = ByteBuffer()
    FrameEncoder().encode(data: envelope, out: &buffer)
    let frame = buffer
    Benchmark("encode a message, \(name)") { benchmark in
      benchmark.startMeasurement()
      blackHole(envelope.encoded())
    }
    Benchmark("decode a message, \(name)") { benchmark in
      benchmark.startMeasurement()
      do { blackHole(try Envelope(encoded: bytes)) } catch { benchmark.error("\(error)") }
    }
    Benchmark("decode a frame, \(name)") { benchmark in
      var (decoder, buffer) = (FrameDecoder(), frame)
      benchmark.startMeasurement()
      do { blackHole(try decoder.decode(buffer: &buffer)) } catch { benchmark.error("\(error)") }
    }
  }
}
