import AdminModel
import LockstepCore
import LockstepStore

/// Folds the *(Server)* entries of one revision into one line, `written to 399 of 400 devices` (LOG-8).
enum EventFold {
  private struct Key: Hashable {
    let user: String
    let revision: Revision
    let title: String
  }

  /// - Parameter events: one page; what is folded is what stands on it.
  /// - Returns: the first entry of each fold, and every other one, in their order.
  static func items(_ events: [StoredEvent], _ store: ReadTransaction) throws -> [EventResource] {
    var places: [Key: Int] = [:]
    var devices: [Key: Set<DeviceID>] = [:]
    var items: [EventResource] = []
    for event in events {
      guard let key = key(event), let device = event.device else {
        items.append(EventResource(event))
        continue
      }
      devices[key, default: []].insert(device)
      guard places[key] == nil else { continue }
      places[key] = items.count
      items.append(EventResource(event))
    }
    let wanted = try store.deviceCounts(inScopeOf: Set(places.keys.map(\.user)))
    for (key, place) in places {
      guard let written = devices[key]?.count, written > 1 else { continue }
      let all = max(written, wanted[key.user] ?? 0)
      items[place].device = nil
      items[place].logId = nil
      items[place].deviceTime = nil
      items[place].epoch = nil
      items[place].folded = written
      items[place].detail = "written to \(written) of \(all) devices"
    }
    return items
  }

  private static func key(_ event: StoredEvent) -> Key? {
    guard event.kind == .log, event.origin == .server, let user = event.user, let revision = event.revision else {
      return nil
    }
    return Key(user: user, revision: revision, title: EventTitle.of(event))
  }
}
