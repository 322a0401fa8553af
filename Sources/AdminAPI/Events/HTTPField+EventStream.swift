import HTTPTypes

extension HTTPField.Name {
  /// The number of the last event that a client of the stream has seen.
  static var lastEventID: Self { Self("Last-Event-ID") ?? .ifMatch }
}
