import Crypto
import Dispatch
import Foundation
import LockstepCore
public import LockstepStore
import Synchronization

/// Who may come in (SEC-2): people by name and password, programs by API tokens, the local command line by the token of
/// the data directory.
public final class Accounts: Sendable {
  /// A sign-in ends after half an hour without a request, and after twelve hours in any case.
  public static let (idle, longest): (Int64, Int64) = (30 * 60_000, 12 * 3_600_000)
  /// How long a sign-in link works.
  public static let linkLife: Int64 = 7 * 86_400_000

  /// In bytes; a name has 48 characters at most.
  private static let longestName = 1024

  private struct Limits {
    var names = TryLimit(free: 5)
    var addresses = TryLimit(free: 20)
  }

  private let engine: Engine
  private let localToken: String
  private let limits = Mutex(Limits())
  /// Where the link of the first administrator lies until somebody has given a password.
  let firstSignIn = Mutex<DataDirectory?>(nil)
  /// When a use was written last, by digest.
  private let uses = Mutex<[[UInt8]: Int64]>([:])
  /// Hashing is slow on purpose; one at a time leaves the cores to the doors.
  private let hashing = DispatchQueue(label: "lockstep.passwords")
  private let hashes = Atomic(0)
  /// Who comes later would wait for seconds.
  private static let mostHashes = 16
  private let cost: ScryptCost

  /// - Parameters:
  ///   - localToken: of the data directory.
  ///   - cost: of a password's hash.
  public init(engine: Engine, localToken: String, cost: ScryptCost = .standard) {
    self.cost = cost
    self.engine = engine
    self.localToken = localToken
  }

  // MARK: Who a request comes from

  /// Whom a bearer token stands for; nil for nobody.
  public func principal(bearer token: String, address: String) async throws -> Principal? {
    if Secret.areEqual(token, localToken) {
      let actor = Actor(name: "command line", way: .commandLine, address: address)
      return Principal(actor: actor, role: .administrator, administrator: nil, csrfToken: nil)
    }
    let (digest, now) = (Secret(presented: token).digest, engine.now())
    guard let known = try await engine.store.read({ try $0.token(withDigest: digest, at: now) }) else {
      return try await principal(uploadKey: digest, address: address)
    }
    noteUse(digest, last: known.usedAt ?? 0, at: now) { try $0.tokenUsed(known.id, at: now) }
    let actor = Actor(name: known.name, way: .token, address: address)
    return Principal(actor: actor, role: known.role, administrator: nil, csrfToken: nil)
  }

  /// Whom an upload key stands for: its project, and nobody else.
  private func principal(uploadKey digest: [UInt8], address: String) async throws -> Principal? {
    guard let key = try await engine.store.read({ try $0.projectKey(withDigest: digest) }) else { return nil }
    let now = engine.now()
    noteUse(digest, last: key.usedAt ?? 0, at: now) { try $0.keyUsed(key.id, from: address, at: now) }
    let actor = Actor(name: key.name, way: .token, address: address)
    return Principal(actor: actor, role: .viewer, administrator: nil, csrfToken: nil, uploadsTo: key.project)
  }

  /// Who has signed in with this cookie; nil for nobody.
  public func principal(cookie text: String, address: String) async throws -> Principal? {
    let (secret, now) = (Secret(presented: text), engine.now())
    let digest = secret.digest
    let found = try await engine.store.read { store in
      try store.signIn(digest, idle: Self.idle, longest: Self.longest, at: now)
    }
    guard let (administrator, usedAt) = found else { return nil }
    noteUse(digest, last: usedAt, at: now) { try $0.signInUsed(digest, at: now) }
    return Self.principal(administrator, secret, address)
  }

  private static func principal(
    _ administrator: StoredAdministrator, _ secret: Secret, _ address: String
  ) -> Principal {
    Principal(
      actor: Actor(name: administrator.name, way: .console, address: address), role: administrator.role,
      administrator: administrator.id, csrfToken: secret.csrfToken)
  }

  /// When something was used last is written once a minute, and worth no waiting.
  private func noteUse(_ digest: [UInt8], last: Int64, at now: Int64, _ job: @escaping Store.Job) {
    let isDue = uses.withLock { uses in
      guard now - max(last, uses[digest] ?? 0) > 60_000 else { return false }
      if uses.count >= 10_000 { uses.removeAll() }
      uses[digest] = now
      return true
    }
    if isDue { engine.committer.submit(job) { _ in } }
  }

  func change<Value: Sendable>(
    _ job: @escaping @Sendable (WriteTransaction, _ now: Int64) throws -> Value
  ) async throws -> Value {
    let now = engine.now()
    return try await engine.committer.commit { try job($0, now) }
  }

  // MARK: Signing in and out

  /// - Returns: the secret for the browser, and who it stands for.
  /// - Throws: ``AccountError``.
  public func signIn(name: String, password: String, address: String) async throws -> (Secret, Principal) {
    // No longer name exists, and none shall fill the memory or the audit log.
    let name = name.utf8.count <= Self.longestName ? name : ""
    // Too many at a time is nobody's failed try.
    guard hashes.load(ordering: .relaxed) < Self.mostHashes else { throw AccountError.tooManyTries(seconds: 3) }
    try bookTry(name, address)
    let hash = try await engine.store.read { try $0.passwordHash(ofAdministrator: name) }
    let isRight = try await matches(password, hash ?? Password.nobody(cost)) && hash != nil
    let now = engine.now()
    guard isRight else {
      let entry = AuditEntry(
        at: now, actor: Actor(name: String(name.prefix(48)), way: .none, address: address), action: "sign-in",
        object: "console", outcome: .refused)
      try await engine.committer.commit { try $0.audit(refusal: entry) }
      throw AccountError.wrong
    }
    forgetTries(name, address)
    let administrator = try await engine.store.read { try $0.administrator(named: name) }
    return try await begin(administrator, hash ?? "", address: address)
  }

  /// Counts a try as a failure before it is known to be none, so that many at once are no more than one after the other.
  private func bookTry(_ name: String, _ address: String) throws {
    let (name, address, now) = (name.lowercased(), Self.network(address), engine.now())
    let wait = limits.withLock { limits in
      let wait = max(limits.names.wait(name, at: now), limits.addresses.wait(address, at: now))
      guard wait <= 0 else { return wait }
      limits.names.failed(name, at: now)
      limits.addresses.failed(address, at: now)
      return 0
    }
    guard wait <= 0 else { throw AccountError.tooManyTries(seconds: (wait + 999) / 1000) }
  }

  private func forgetTries(_ name: String, _ address: String) {
    limits.withLock {
      $0.names.succeeded(name.lowercased())
      $0.addresses.succeeded(Self.network(address))
    }
  }

  /// For which tries are counted: whoever has an address of IPv6 has all of its network.
  private static func network(_ address: String) -> String {
    IPAddress(address).map { PeerAddress($0).text } ?? address
  }

  /// - Parameter hash: of the password that let them in; another one since then is wrong.
  private func begin(
    _ administrator: StoredAdministrator, _ hash: String, address: String
  ) async throws -> (Secret, Principal) {
    let (secret, now) = (Secret(), engine.now())
    let principal = Self.principal(administrator, secret, address)
    try await engine.committer.commit { store in
      try store.dropEndedSignIns(idle: Self.idle, longest: Self.longest, at: now)
      guard
        try store.signIn(
          administrator.id, withPassword: hash, digest: secret.digest, address: address, at: now)
      else { throw AccountError.wrong }
      try store.audit(AuditEntry(at: now, actor: principal.actor, action: "sign-in", object: "console"))
    }
    return (secret, principal)
  }

  public func signOut(cookie text: String, _ actor: Actor) async throws {
    let (digest, now) = (Secret(presented: text).digest, engine.now())
    try await engine.committer.commit { store in
      try store.signOut(digest)
      try store.audit(AuditEntry(at: now, actor: actor, action: "sign-out", object: "console"))
    }
  }

  // MARK: Passwords

  /// Makes the one-time link by which an administrator gives a password.
  ///
  /// - Returns: the link's secret, and until when it works, in Unix milliseconds.
  public func makeLink(for administrator: Int64, in store: WriteTransaction) throws -> (Secret, expiresAt: Int64) {
    let (secret, expiresAt) = (Secret(), engine.now() + Self.linkLife)
    try store.addSignInLink(secret.digest, for: administrator, expiresAt: expiresAt)
    return (secret, expiresAt)
  }

  /// Gives a password by a link, and signs in.
  ///
  /// - Parameter name: the name that somebody without a password yet wants to have; nil keeps it.
  /// - Throws: ``LimitError``; ``StoreError`` for a link that was used or has expired, or a name that is taken.
  public func usePassword(
    _ password: String, byLink text: String, name: String?, address: String
  ) async throws -> (Secret, Principal) {
    try Password.check(password)
    let (digest, now) = (Secret(presented: text).digest, engine.now())
    // Before the costly hash, so that guessing links costs the server nothing.
    _ = try await engine.store.read { try $0.administrator(forLink: digest, at: now) }
    let hash = try await hash(password)
    let administrator = try await engine.committer.commit { store in
      let administrator = try store.setPassword(hash, byLink: digest, name: name, at: now)
      try store.audit(
        AuditEntry(
          at: now, actor: Actor(name: administrator.name, way: .console, address: address), action: "password.set",
          object: "administrator \(administrator.name)"))
      return administrator
    }
    limits.withLock { $0.names.succeeded(administrator.name.lowercased()) }
    // If it cannot be removed now, the next start does it; the link in it works no more.
    try? firstSignIn.withLock { try $0?.keepFirstSignIn(nil) }
    return try await begin(administrator, hash, address: address)
  }

  /// Gives another password to somebody who knows the current one; other sign-ins of theirs end.
  ///
  /// - Throws: ``AccountError``, ``LimitError``.
  public func changePassword(
    of principal: Principal, from current: String, to password: String
  ) async throws -> (Secret, Principal) {
    try Password.check(password)
    let (name, address) = (principal.actor.name, principal.actor.address)
    try bookTry(name, address)
    guard let hash = try await engine.store.read({ try $0.passwordHash(ofAdministrator: name) }),
      try await matches(current, hash)
    else { throw AccountError.wrong }
    forgetTries(name, address)
    let (replacement, now) = (try await self.hash(password), engine.now())
    let administrator = try await engine.committer.commit { store in
      let administrator = try store.reading.administrator(named: name)
      try store.setPassword(replacement, of: administrator.id)
      try store.audit(
        AuditEntry(at: now, actor: principal.actor, action: "password.set", object: "administrator \(name)"))
      return administrator
    }
    return try await begin(administrator, replacement, address: address)
  }

  private func hash(_ password: String) async throws -> String {
    try await onQueue { [cost] in try Password.hash(password, cost) }
  }

  private func matches(_ password: String, _ hash: String) async throws -> Bool {
    guard password.utf8.count <= Password.mostBytes else { return false }
    return try await onQueue { try Password.matches(password, hash) }
  }

  private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    guard hashes.add(1, ordering: .relaxed).newValue <= Self.mostHashes else {
      hashes.subtract(1, ordering: .relaxed)
      throw AccountError.tooManyTries(seconds: 3)
    }
    defer { hashes.subtract(1, ordering: .relaxed) }
    return try await withCheckedThrowingContinuation { continuation in
      hashing.async { continuation.resume(with: Result { try body() }) }
    }
  }
}
