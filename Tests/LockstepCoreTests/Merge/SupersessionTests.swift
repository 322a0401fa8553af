import LockstepCore
import LockstepTesting
import Testing

struct SupersessionTests {
  @Test("MERGE-10 an untouched device that missed a change has nothing to say, whatever it can hold", arguments: 0..<10)
  func missedChange(seed: UInt64) throws {
    var generator = RecordGenerator(seed: seed)
    for _ in 0..<100 {
      let (earlier, later) = (try generator.record(), try generator.record())
      let profile = generator.capabilities()
      let values = Supersession.values(
        replacing: earlier, by: later, profiles: [.full, profile], digest: .testing)
      var merge = Merge(capabilities: profile, digest: .testing)
      merge.superseded = values.map { .init(slot: $0.slot, digest: $0.digest, revision: 9) }
      let device = try Fit.fit(earlier, to: profile)
      let result = merge.merge(DeviceRecord(record: device, base: Sample.base(8)), into: later)
      #expect(result.filled.isEmpty && result.kept.isEmpty && result.restoredRights.isEmpty)
    }
  }

  @Test("MERGE-10 only what goes away or changes is remembered")
  func onlyChanges() throws {
    let ada = try People.ada()
    var later = ada
    later.name = "Ada Tal"
    later.setCards([])
    later.rights.isDisabled = true
    let slots = Supersession.values(replacing: ada, by: later, profiles: [], digest: .testing).map(\.slot)
    #expect(slots == [.name] + ada.cards.map { .card($0) } + [.disabled])
    #expect(Supersession.values(replacing: ada, by: ada, profiles: [.full], digest: .testing).isEmpty)
    #expect(
      Supersession.values(replacing: try People.nobody(), by: ada, profiles: [], digest: .testing)
        .allSatisfy { $0.slot.isRight })
  }

  @Test("MERGE-10 names and job codes are remembered in every form that a profile gave them, each once")
  func forms() throws {
    var ada = try People.ada()
    ada.name = "Đặng Thị Hà"
    var short = Capabilities()
    short.nameCharacters = 4
    short.jobCodes = 1
    var latin = Capabilities()
    latin.latin1NamesOnly = true
    let values = Supersession.values(
      replacing: ada, by: try People.nobody(), profiles: [.full, short, latin, latin], digest: .testing)
    let names = values.filter { $0.slot == .name }.map(\.digest)
    let forms = ["Đặng Thị Hà", "Đặng", "??ng Th? H\u{E0}"]
    #expect(Set(names) == Set(forms.map { KeyedDigest.testing.of(Array($0.utf8), in: .name) }))
    #expect(names.count == 3)
    #expect(values.filter { $0.slot == .jobCodes }.count == 2)
  }
}
