import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Compares of devices, and the repair of what they found (section 8).
struct CompareController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("compares").get(use: list).post(use: ask).get(":id", use: show)
    api.group("repairs").post(use: repair)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (limit, after) = (try request.limit(), try request.cursor(as: UInt32.self) ?? 0)
    let online = engine.onlineDevices
    let found = try await engine.store.read { store in
      try store.compares(after: after, limit: limit + 1).map { compare in
        (compare, try store.findings(of: compare.device, limit: CompareResource.mostInLists))
      }
    }
    let page = Page(found, limit: limit, cursor: { "\($0.0.device)" }) {
      CompareResource($0.0, $0.1, isOnline: online.contains($0.0.device))
    }
    return try Answer.json(page)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id = try context.device()
    let (compare, findings) = try await engine.store.read { (try $0.compare(of: id), try $0.findings(of: id)) }
    return try Answer.json(CompareResource(compare, findings, isOnline: engine.isOnline(id)))
  }

  private func ask(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: CompareBody.self)
    let (devices, now) = (try Self.devices(body.devices), engine.now())
    let count = try await engine.change(context, "compare.ask", Self.object(devices), aside: true) { store, note in
      note.after = body
      return try store.askCompares(devices, isDeep: body.deep ?? false, .byHand, at: now)
    }
    engine.compareTurnsChanged()
    return try Answer.json(ComparesAsked(devices: count), .accepted)
  }

  private func repair(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: RepairBody.self)
    let (devices, now) = (try Self.devices(body.devices), engine.now())
    let new = try body.new.map { word in
      guard let new = RepairChoice.New(rawValue: word) else {
        throw RequestError.parameter("new", RepairChoice.New.allCases.map(\.rawValue).joined(separator: " or "))
      }
      return new
    }
    let choice = RepairChoice(
      writesAltered: body.altered ?? false, removesUnwanted: body.unwanted ?? false, new: new)
    let begun = try await engine.change(context, "compare.repair", Self.object(devices)) { store, note in
      let begun = RepairResource(try store.repair(devices, choice, confirm: body.confirm, at: now))
      note.after = begun
      return begun
    }
    engine.compareTurnsChanged()
    return try Answer.json(begun, .accepted)
  }

  private static func object(_ devices: [DeviceID]?) -> String {
    guard let devices else { return "every device" }
    return devices.count == 1 ? "device \(devices[0])" : "\(devices.count) devices"
  }

  private static func devices(_ numbers: [UInt32]?) throws -> [DeviceID]? {
    try numbers.map { numbers in
      guard !numbers.isEmpty else { throw RequestError.parameter("devices", "one or more numbers, or none at all") }
      return try numbers.map { number in
        guard let device = DeviceID(number) else { throw RequestError.parameter("devices", Request.deviceNumber) }
        return device
      }
    }
  }
}
