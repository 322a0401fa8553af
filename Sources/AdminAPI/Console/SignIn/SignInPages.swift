import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// The way in: name and password, or a link that gives a password once.
struct SignInPages {
  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("sign-in", use: signIn).get("sign-in/link/:token", use: link)
  }

  private func signIn(_ request: Request, _ context: AdminContext) async throws -> Response {
    let then = PathText.local(request.search("then"))
    guard context.principal == nil else { return .redirect(to: then) }
    return console.plainPage("sign-in", ["then": then])
  }

  private func link(_ request: Request, _ context: AdminContext) async throws -> Response {
    let token = context.parameters.get("token") ?? ""
    let (digest, now) = (Secret(presented: token).digest, console.engine.now())
    do {
      let administrator = try await console.engine.store.read { try $0.administrator(forLink: digest, at: now) }
      return console.plainPage(
        "sign-in-link",
        ["token": token, "name": administrator.name, "isFirst": !administrator.hasPassword])
    } catch StoreError.unknown {
      return console.plainPage("sign-in-link-ended", status: .notFound, [:])
    }
  }
}
