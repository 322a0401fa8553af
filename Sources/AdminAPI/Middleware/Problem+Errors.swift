import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore
import NIOHTTP1

extension Problem {
  /// The problem that an error is. An error that nobody foresaw tells nothing about itself.
  init(_ error: any Error) {
    switch error {
    case let error as RequestError: self.init(error)
    case let error as BodyError:
      self.init(.badRequest, "\(error)", field: error.field, reason: error.reason)
    case let error as LimitError:
      self.init(
        .unprocessableContent, error.description, field: error.field, limit: error.limit,
        reason: "found \(error.actual)"
      )
    case let error as StoreError: self.init(error)
    case let error as AutoSyncError: self.init(error.status, error.description, reason: error.reason)
    // Whoever goes away in the middle, or is put out, is no failure of the server's, and fills no log.
    case is HTTPParserError: self.init(.badRequest, "the request ended before its body did, or is not HTTP")
    case AccountError.wrong: self.init(.unauthorized, "the name or the password is wrong")
    case AccountError.tooManyTries(let seconds):
      self.init(.tooManyRequests, "too many tries: the next is allowed in \(seconds) s", limit: "\(seconds) s")
    case let error as any HTTPResponseError: self.init(error.status, Self.words(error.status))
    default:
      if Engine.isUnavailability(error) {
        self.init(.serviceUnavailable, "the database cannot be written now; nothing was changed")
      } else {
        self.init(.internalServerError, "the server failed; its log says why")
      }
    }
  }

  init(
    _ status: HTTPResponse.Status, _ detail: String, field: String? = nil, limit: String? = nil, reason: String? = nil
  ) {
    self.init(
      type: "about:blank", title: status.reasonPhrase, status: status.code, detail: detail, field: field, limit: limit,
      reason: reason)
  }

  private init(_ error: RequestError) {
    switch error {
    case .unauthorized:
      self.init(
        .unauthorized, "who asks is not known: a valid token or upload key is missing, or the sign-in has ended",
        reason: "signed-out"
      )
    case .forbidden(let role):
      self.init(.forbidden, "this needs the role \(role.rawValue)", reason: "role")
    case .foreignPage:
      self.init(.forbidden, "the request does not come from a page of this server", reason: "csrf")
    case .parameter(let name, let limit):
      self.init(.badRequest, "\(name): expected \(limit)", field: name, limit: limit)
    case .unknownParameter(let name, let known):
      let list = known.isEmpty ? "none" : known.joined(separator: ", ")
      self.init(.badRequest, "\(name): there is no such parameter here; allowed: \(list)", field: name, limit: list)
    case .aheadOfLog(let name, let newest):
      self.init(
        .badRequest,
        "\(name): above \(newest), the newest entry: the number is of another server, or of a later state of this one",
        field: name, limit: "0…\(newest)", reason: Self.aheadOfLog)
    case .changed(let detail): self.init(.conflict, detail)
    case .coding(let coding):
      self.init(
        .unsupportedMediaType, "a body is taken as it is, and not packed with \(coding)", field: "Content-Encoding",
        limit: "identity")
    case .tooLarge(let limit):
      self.init(.contentTooLarge, "the body is larger than \(limit) bytes", limit: "\(limit) bytes")
    }
  }

  private init(_ error: StoreError) {
    switch error {
    case .unknown: self.init(.notFound, error.description)
    case .conflict(let field, let text): self.init(.conflict, error.description, field: field, reason: text)
    case .changedSince: self.init(.preconditionFailed, error.description)
    case .notPossible, .sessionEnded: self.init(.conflict, error.description)
    case .confirmationNeeded(let preview):
      self.init(.conflict, error.description, reason: Self.confirmationNeeded)
      confirm = preview.code
      removals = preview.devices.map { device in
        Removal(device: device.device.number, count: device.count, users: device.users.map(\.text))
      }
    case .unusable, .damaged: self.init(.internalServerError, "the server failed; its log says why")
    }
  }

  private static func words(_ status: HTTPResponse.Status) -> String {
    switch status {
    case .notFound: "there is nothing at this address"
    default: status.reasonPhrase
    }
  }
}
