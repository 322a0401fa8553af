import Foundation
import LockstepTesting
import Testing

/// `Packaging/check-hardening` on small programs of C, each compiled with and without one protection.
@Suite("The hardening of a program", .timeLimit(.minutes(1)))
struct HardeningTests {
  private static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Packaging/check-hardening").path

  private static let hardened = [
    "-O2", "-fPIE", "-pie", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2", "-Wl,-z,relro", "-Wl,-z,now",
    "-Wl,-z,noexecstack",
  ]

  /// - Parameter change: of the program, after it was compiled.
  private func check(
    _ options: [String], _ change: (inout Data) -> Void = { _ in }
  ) async throws -> BuiltBinary.Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-hard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appendingPathComponent("copies.c")
    let text = """
      #include <string.h>
      #include <stdio.h>
      int main(int count, char **arguments) {
        char buffer[32];
        strcpy(buffer, arguments[count - 1]);
        return puts(buffer) < 0;
      }
      """
    try Data(text.utf8).write(to: source)
    let program = folder.appendingPathComponent("copies").path
    // Beside the Swift compiler there is always a clang.
    let compiled = try await BuiltBinary.run(
      ["/usr/bin/env", "clang"] + options + [source.path, "-o", program], in: folder)
    try #require(compiled.code == 0, "\(compiled.errors)")
    var content = try Data(contentsOf: URL(fileURLWithPath: program))
    change(&content)
    try content.write(to: URL(fileURLWithPath: program))
    return try await BuiltBinary.run([Self.script, program], in: folder)
  }

  @Test("a hardened program is passed without a word")
  func passed() async throws {
    let result = try await check(Self.hardened)
    #expect(result.code == 0 && result.output.isEmpty, "\(result.output)\(result.errors)")
  }

  @Test(
    "what is missing is named, and nothing else",
    arguments: [
      (["-no-pie", "-fno-PIE"], "no PIE"), (["-Wl,-z,execstack"], "GNU_STACK is RWE"), (["-Wl,-z,norelro"], "no RELRO"),
      (["-Wl,-z,lazy"], "no BIND_NOW"), (["-Wl,-rpath,/opt/lib"], "RPATH or RUNPATH"),
      (["-fno-stack-protector"], "no stack protector"), (["-U_FORTIFY_SOURCE"], "no FORTIFY_SOURCE"),
    ])
  func named(_ options: [String], _ words: String) async throws {
    let result = try await check(Self.hardened + options)
    #expect(result.code == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains(words) }, "\(result.output)\(result.errors)")
  }

  @Test(
    "what no option of the compiler takes away is named too, in a program that was changed",
    arguments: ["no GNU_STACK", "LOAD is RWE", "TEXTREL"])
  func changed(_ words: String) async throws {
    let result = try await check(Self.hardened) { program in
      // ELF of 64 bits: where the headers of its parts are, how large each is, and how many.
      let (start, size, count) = (Int(program[32]) | Int(program[33]) << 8, Int(program[54]), Int(program[56]))
      for header in stride(from: start, to: start + size * count, by: size) {
        switch (words, program[header], program[header + 1]) {
        case ("no GNU_STACK", 0x51, 0xE5) where program[header + 2] == 0x74: program[header] = 0x60
        case ("LOAD is RWE", 1, 0): program[header + 4] = 7
        case ("TEXTREL", 2, 0):
          let dynamic = Int(program[header + 8]) | Int(program[header + 9]) << 8
          // What is there for debuggers, DT_DEBUG, becomes DT_TEXTREL.
          for entry in stride(from: dynamic, to: dynamic + 64 * 16, by: 16) where program[entry] == 21 {
            program[entry] = 22
            break
          }
        default: break
        }
      }
    }
    #expect(result.code == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains(words) }, "\(result.output)\(result.errors)")
  }

  @Test("a file that is no program is refused by its name")
  func noProgram() async throws {
    let result = try await BuiltBinary.run([Self.script, "/etc/passwd"], in: nil)
    #expect(result.code == 64 && result.errors.contains("/etc/passwd"))
  }
}
