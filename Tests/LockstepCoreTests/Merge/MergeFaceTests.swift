import LockstepCore
import LockstepTesting
import Testing

struct MergeFaceTests {
  @Test("MERGE-1 infrared and visual faces never replace each other")
  func kinds() throws {
    var (server, device) = (try People.bruno(), try People.bruno())
    server.setFaces([Sample.face(.infrared, 0, 1)])
    device.setFaces([Sample.face(.visual, 0, 2)])
    let result = Merge(capabilities: .full, digest: .testing).merge(DeviceRecord(record: device), into: server)
    #expect(result.filled == [.face(.visual, 0)])
    #expect(result.record.faces == [Sample.face(.infrared, 0, 1), Sample.face(.visual, 0, 2)])
  }

  @Test("MERGE-1 faces are added up to five infrared and two visual")
  func added() throws {
    var device = try People.bruno()
    device.setFaces((0..<5).map { Sample.face(.infrared, $0, Int($0)) } + (0..<2).map { Sample.face(.visual, $0, 9) })
    let result = Merge(capabilities: .full, digest: .testing).merge(
      DeviceRecord(record: device), into: try People.bruno())
    #expect(result.filled.count == 7)
    #expect(try result.record.checked().faces.count == 7)
  }
}
