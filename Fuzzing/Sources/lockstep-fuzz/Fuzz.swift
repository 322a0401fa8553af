import Glibc

/// Hands the process over to libFuzzer. What is fuzzed says the variable LOCKSTEP_FUZZ_TARGET, not an argument, because
/// libFuzzer starts itself anew with its arguments; all arguments are libFuzzer's. `dev/fuzz` calls it.
@main
struct Fuzz {
  static func main() {
    guard let target = FuzzTarget.chosen else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
      say("lockstep-fuzz: set LOCKSTEP_FUZZ_TARGET to one of these: \(names)")
      exit(64)
    }
    target.prepare()
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(
      runDriver(&count, &arguments) { start, count in
        FuzzTarget.chosen?.run([UInt8](UnsafeBufferPointer(start: start, count: count)))
        return 0
      })
  }
}

/// libFuzzer's main, for programs that have one of their own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
