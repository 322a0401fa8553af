import Glibc

/// What must hold of every input. Ends the process where it does not, so that libFuzzer keeps the input.
func require(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { broken(what()) }
}

func broken(_ what: String) -> Never {
  say("lockstep-fuzz: \(what)")
  abort()
}

/// The value, which is always there.
func need<Value>(_ what: String, _ value: () throws -> Value?) -> Value {
  do {
    if let value = try value() { return value }
  } catch {
    broken("\(what): \(error)")
  }
  broken(what)
}

func say(_ text: String) {
  var line = text + "\n"
  line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
