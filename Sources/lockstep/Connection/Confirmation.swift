import AdminClient
import AdminModel
import ArgumentParser

/// A change that may remove many users from devices (MODE-4).
struct Confirmation: ParsableArguments {
  @Flag(help: "Confirm the removals from devices that are shown.")
  var confirm = false

  /// Makes the change. If the server asks for confirmation, the removals are shown; with `--confirm` exactly the set
  /// that was shown is confirmed, without it nothing is done.
  func change<Value>(
    _ output: OutputOptions, _ body: (_ code: String?) async throws -> Value
  ) async throws -> Value {
    do {
      return try await body(nil)
    } catch AdminClientError.refused(let problem) where problem.reason == Problem.confirmationNeeded {
      guard confirm, let code = problem.confirm else {
        output.show(problem)
        throw Failure("nothing was done; to remove these users there, repeat the command with --confirm").told()
      }
      StandardError.write(Table.removals.render(problem.removals ?? []))
      return try await body(code)
    }
  }
}

extension OutputOptions {
  fileprivate func show(_ problem: Problem) {
    switch format {
    case .json: write(problem)
    case .table: write(text: Table.removals.render(problem.removals ?? []))
    }
  }
}

extension Table where Item == Removal {
  fileprivate static var removals: Table {
    Table<Removal>([
      ("DEVICE", { "\($0.device)" }),
      ("REMOVED", { "\($0.count)" }),
      (
        "USERS",
        { removal in
          removal.users.joined(separator: ", ") + (removal.users.count < removal.count ? ", …" : "")
        }
      ),
    ])
  }
}
