/// Takes server-sent events out of the bytes of a stream. Comments, which keep the connection alive, and the fields
/// `id`, `event` and `retry` are read over: the data says everything.
struct EventStreamParser {
  private var line: [UInt8] = []
  private var data: [String] = []

  /// - Returns: the data of each event that these bytes complete.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
    var events: [String] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        line.append(byte)
        continue
      }
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if let event = endLine() { events.append(event) }
    }
    return events
  }

  private mutating func endLine() -> String? {
    let text = String(decoding: line, as: UTF8.self)
    line.removeAll(keepingCapacity: true)
    if text.isEmpty, !data.isEmpty {
      let event = data.joined(separator: "\n")
      data.removeAll()
      return event
    }
    if text.hasPrefix("data:") {
      let value = text.dropFirst(5)
      data.append(String(value.hasPrefix(" ") ? value.dropFirst() : value))
    }
    return nil
  }
}
