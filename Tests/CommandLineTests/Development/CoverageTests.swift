import Foundation
import LockstepTesting
import Testing

/// Which branches `make coverage` finds open: real code, compiled, run and measured as it does.
@Suite("Coverage of branches", .timeLimit(.minutes(2)))
struct CoverageTests {
  /// The body of a function of `x: Int` and `y: Int?`, how it is called, and the edges that are open then.
  private struct Row {
    let body: String
    let calls: [String]
    let open: [String]

    init(_ body: String, _ calls: [String], _ open: [String] = []) {
      (self.body, self.calls, self.open) = (body, calls, open)
    }
  }

  private static let rows = [
    Row("if x > 1 { return 1 }; return 0", ["2, nil"], ["false"]),
    Row("if x > 1 { return 1 }; return 0", ["1, nil"], ["true"]),
    Row("if x > 1 { return 1 }; return 0", ["1, nil", "2, nil"]),
    Row("if let y, y > 1 { return 1 } else if let y, y > 0 { return y }; return 0", ["0, 2", "0, 1"], ["false"]),
    Row("if x == 1 { return 1 } else if x == 2 { return 2 } else { return 3 }", ["1, nil", "3, nil"], ["true"]),
    Row("let z = if x > 1 { 1 } else { 2 }; return z", ["2, nil"], ["false"]),
    Row("guard let y else { return 0 }; return y", ["0, 1"], ["false"]),
    Row("guard let y else { return 0 }; return y", ["0, nil"], ["true"]),
    Row("guard x > 1, [x].allSatisfy({ $0 > 2 }) else { return 0 }; return 1", ["3, nil"], ["false"]),
    Row("var z = x; while z > 0 { z -= 1 }; return z", ["0, nil"], ["true"]),
    Row("var z = x; while z > 0 { z -= 1 }; return z", ["2, nil"]),
    Row("while let y { return y }; return 0", ["0, 1"], ["ended"]),
    Row("for z in 0..<x { return z }; return 0", ["1, nil"], ["ended"]),
    Row("for z in 0..<x { if z == 1 { break } }; return 0", ["2, nil"]),
    Row("for z in 0..<x where z > 3 { return z }; return 0", ["0, nil"], ["entered"]),
    Row("for z in 0..<x where z > 3 || x > 8 { return z }; return 0", ["3, nil"], ["left decides"]),
    Row("for z in 0..<x where z == 0 || x > 8 { _ = z }; return 0", ["3, nil"]),
    Row("if x > 1, x < 5 { return 1 }; return 0", ["1, nil"], ["true"]),
    Row("var z = x; while z > 0, z < 9 { z -= 1 }; return z", ["2, nil"]),
    Row("switch x { case 0: return 1; case 1, 2: return 2; default: return 3 }", ["2, nil"], ["taken", "taken"]),
    Row("return x > 1 ? 1 : 0", ["2, nil"], ["false"]),
    Row("return x > 1 && y != nil ? 1 : 0", ["2, 1"], ["false", "left decides"]),
    Row("return x > 1 || y != nil && x > 0 ? 1 : 0", ["0, 1", "2, nil"], ["left decides"]),
    Row("return y ?? 7", ["0, 1"], ["right side"]),
    Row("return y ?? 7", ["0, nil"], ["left decides"]),
    Row("do { return try over(x) } catch is Over { return 1 } catch { return 2 }", ["9, nil"], ["no error", "taken"]),
    Row(
      "do throws(Over) { if try over(x) > 1 { return 3 } } catch { return 1 }; return 0", ["1, nil"], ["taken", "true"]),
    Row("return [x].map { $0 > 1 ? 1 : 0 }[0]", ["2, nil"], ["false"]),
    Row(#"return "if { \(x > 1 ? "a \" {" : "b")".count  // } else { x ? y : z"#, ["2, nil"], ["false"]),
    Row("precondition(x > 0, x > 1 ? \"one\" : \"two\"); return 0", ["1, nil"], ["false", "true"]),
    Row("func either<V>(_ a: V?, _ b: V) -> V { a ?? b }; return either(y, x) + either(\"a\", \"\").count", ["1, nil"]),
  ]

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let source =
    """
    struct Over: Error {}
    func over(_ x: Int) throws(Over) -> Int { guard x < 6 else { throw Over() }; return x }
    _ = (try? over(1), try? over(9))

    """
    + rows.enumerated().map { number, row in
      "func f\(number)(_ x: Int, _ y: Int?) -> Int {\n  \(row.body)\n}\n"
        + row.calls.map { "_ = f\(number)(\($0))\n" }.joined()
    }.joined()

  /// As `dev/run-coverage` does it.
  private static let measure = """
    set -e
    tools=$(dirname "$(readlink -f "$(command -v swift)")")
    swiftc -suppress-warnings -profile-generate -profile-coverage-mapping sources/main.swift -o measured
    LLVM_PROFILE_FILE=raw ./measured
    "$tools/llvm-profdata" merge raw -o merged
    "$tools/llvm-cov" export ./measured -instr-profile merged >export.json
    """

  private func summarize(_ folder: URL, reasons: String) async throws -> BuiltBinary.Result {
    try Data(reasons.utf8).write(to: folder.appendingPathComponent("reasons.md"))
    let script = Self.root.appendingPathComponent("dev/summarize-coverage").path
    return try await BuiltBinary.run(
      ["/usr/bin/python3", script, "export.json", "reasons.md", "sources"], in: folder)
  }

  @Test("every edge of a decision is a branch; one that is not taken needs a reason, and a reason such a branch")
  func branches() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-coverage-\(UUID().uuidString)")
    let sources = folder.appendingPathComponent("sources")
    try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.source.utf8).write(to: sources.appendingPathComponent("main.swift"))
    let measured = try await BuiltBinary.run(["/bin/bash", "-c", Self.measure], in: folder)
    try #require(measured.code == 0, "\(measured.errors)")

    let without = try await summarize(folder, reasons: "# Open branches\n")
    #expect(without.code == 1)
    let lines = without.output.split(separator: "\n").filter { $0.hasSuffix(": NO REASON") }.map(String.init)
    for (number, row) in Self.rows.enumerated() {
      let open = lines.filter { $0.hasPrefix("  - `f\(number)`: ") }.compactMap { line in
        line.dropLast(": NO REASON".count).split(separator: "`, ").last.map(String.init)
      }
      #expect(open.sorted() == row.open, "\(row.body), called with \(row.calls)")
    }
    #expect(lines.count == Self.rows.reduce(0) { $0 + $1.open.count })

    let reasons =
      "## main.swift\n\n" + lines.map { $0.dropFirst(2).replacing("NO REASON", with: "a reason\n") }.joined()
    let with = try await summarize(folder, reasons: reasons)
    #expect(with.code == 0, "\(with.errors)")
    let old = try await summarize(folder, reasons: reasons + "- `f0`: `if x > 1 { return 1 }; return 0`, true: old\n")
    #expect(old.code == 1)
    #expect(old.errors.contains("no branch of main.swift that is open"))
  }
}
