import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// The pages of a person with a phone: nobody signs in, the secret of the address is what lets them in. They work without
/// JavaScript, and only their buttons change something, since programs that look for harm in mail open its links (AUTO-12).
struct PhonePages {
  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("invitation/:secret", use: invitation).post("invitation/:secret", use: activate)
      .get("phone/:secret", use: phone).get("phone/:secret/remove", use: askRemove)
      .post("phone/:secret/remove", use: remove)
  }

  // MARK: The invitation

  private func invitation(_ request: Request, _ context: AdminContext) async throws -> Response {
    let secret = secret(context)
    let now = console.engine.now()
    guard let found = try await find(secret, isPhone: false, at: now) else {
      return try await ended(secret)
    }
    var view = found.view
    view["action"] = "/invitation/\(PathText.encoded(secret.text))"
    view["expires"] = found.person.expiresAt.map { found.times.view($0) }
    return console.plainPage("invitation", view)
  }

  private func activate(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (secret, phone) = (secret(context), Secret())
    let (now, address) = (console.engine.now(), context.address)
    do {
      try await console.engine.commitAside { store in
        let person = try store.activate(link: secret.digest, phone: phone.digest, at: now)
        try Self.audit("person.activate", person, to: .active, from: address, store, at: now)
      }
    } catch StoreError.unknown {
      return try await ended(secret)
    }
    // The page of the phone is what the person keeps; loading it again activates nothing.
    return .redirect(to: "/phone/\(phone.text)")
  }

  /// Kind to somebody whose link came too late, was used, or was replaced by a newer one.
  private func ended(_ secret: Secret) async throws -> Response {
    let expired = try await find(secret, isPhone: false, at: 0)
    var view = expired?.view ?? [:]
    view["isExpired"] = expired != nil
    return console.plainPage("invitation-ended", status: .notFound, view)
  }

  // MARK: The phone

  private func phone(_ request: Request, _ context: AdminContext) async throws -> Response {
    try await phonePage("phone", context)
  }

  private func askRemove(_ request: Request, _ context: AdminContext) async throws -> Response {
    try await phonePage("phone-remove", context)
  }

  private func phonePage(_ name: String, _ context: AdminContext) async throws -> Response {
    let secret = secret(context)
    guard let found = try await find(secret, isPhone: true, at: console.engine.now()) else { return phoneEnded }
    var view = found.view
    view["path"] = "/phone/\(PathText.encoded(secret.text))"
    view["since"] = found.person.activatedAt.map { found.times.view($0) }
    return console.plainPage(name, view)
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let secret = secret(context)
    let (now, address) = (console.engine.now(), context.address)
    let removed = try await console.engine.commit { store -> StoredPerson? in
      guard let person = try store.reading.person(byLink: secret.digest, isPhone: true, at: now) else { return nil }
      try store.resetPhone(of: person.user, isByPerson: true, source: .operator(person.name), at: now)
      try Self.audit("person.remove-phone", person, to: .reset, from: address, store, at: now)
      return person
    }
    guard let removed else { return phoneEnded }
    let found = try await console.engine.store.read { try Found(removed, $0) }
    return console.plainPage("phone-removed", found.view)
  }

  private var phoneEnded: Response { console.plainPage("phone-ended", status: .notFound, [:]) }

  // MARK: Whose it is

  private struct Found: Sendable {
    let person: StoredPerson
    let project: StoredProject
    let times: TimeText
    let zone: String

    init(_ person: StoredPerson, _ store: ReadTransaction) throws {
      self.person = person
      project = try store.project(person.project)
      zone = try store.setting(.timeZone)
      times = TimeText(zone: zone)
    }

    var view: View {
      ["name": person.name, "project": project.name, "support": project.settings.supportContact, "zone": zone]
    }
  }

  private func find(_ secret: Secret, isPhone: Bool, at now: Int64) async throws -> Found? {
    try await console.engine.store.read { store in
      try store.person(byLink: secret.digest, isPhone: isPhone, at: now).map { try Found($0, store) }
    }
  }

  private func secret(_ context: AdminContext) -> Secret {
    Secret(presented: context.parameters.get("secret") ?? "")
  }

  /// Who did it is the person: only they have the secret.
  private static func audit(
    _ action: String, _ person: StoredPerson, to status: StoredPerson.Status, from address: String,
    _ store: WriteTransaction, at now: Int64
  ) throws {
    let note = AuditNote(
      object: "user \(person.user)", before: ["status": person.status.rawValue], after: ["status": status.rawValue])
    try store.audit(note.entry(action, by: Actor(name: person.user.text, way: .none, address: address), at: now))
  }
}
