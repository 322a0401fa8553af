public import LockstepStore

/// What other parts of the server do with mails on their way. Each is called for every mail, and looks at its kind.
public struct MailHooks: Sendable {
  /// Whether mails can be prepared by now; while they cannot, none is tried, and whoever changes that calls
  /// ``Mailer/look()``.
  public var isReady: @Sendable () -> Bool
  /// Right before a mail is handed over: values for its template that are not to lie in the outbox, such as a link that is
  /// made now. Nil withdraws it, because what it says is no longer true. After an error it is tried again later.
  public var prepare: @Sendable (StoredMail) async throws -> [String: MailValue]?
  /// In the transaction that keeps that a mail was taken over by the mail server: the values of ``prepare`` again, and the
  /// time in Unix milliseconds.
  public var handedOver: @Sendable (WriteTransaction, StoredMail, [String: MailValue], Int64) throws -> Void

  public init(
    prepare: @escaping @Sendable (StoredMail) async throws -> [String: MailValue]? = { _ in [:] },
    handedOver: @escaping @Sendable (WriteTransaction, StoredMail, [String: MailValue], Int64) throws -> Void = {
      _, _, _, _ in
    }, isReady: @escaping @Sendable () -> Bool = { true }
  ) {
    self.isReady = isReady
    self.prepare = prepare
    self.handedOver = handedOver
  }
}
