import Dispatch
import LockstepCore
import Synchronization
import Testing

@testable import LockstepStore

struct ReadThreadsTests {
  @Test(
    "no more read at once than may, and each is called once; one thread in the order in which they came",
    arguments: [1, 2])
  func bounded(allowed: Int) {
    let threads = ReadThreads(most: allowed)
    let running = Mutex(0)
    let most = Mutex(0)
    let done = Mutex<[Int]>([])
    let all = DispatchGroup()
    for number in 0..<200 {
      all.enter()
      threads.submit { isOpen in
        let now = running.withLock { running in
          running += 1
          return running
        }
        most.withLock { $0 = max($0, now) }
        if isOpen { done.withLock { $0.append(number) } }
        running.withLock { $0 -= 1 }
        all.leave()
      }
    }
    all.wait()
    #expect(most.withLock { $0 } <= allowed)
    let called = done.withLock { $0 }
    #expect((allowed == 1 ? called : called.sorted()) == Array(0..<200))
  }

  @Test("closing waits for what is being read, and for who waits; who comes later is told that it cannot be")
  func closed() {
    let threads = ReadThreads(most: 1)
    let (begun, goesOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let told = Mutex<[Bool]>([])
    threads.submit { isOpen in
      begun.signal()
      goesOn.wait()
      told.withLock { $0.append(isOpen) }
    }
    begun.wait()
    for _ in 0..<3 { threads.submit { isOpen in told.withLock { $0.append(isOpen) } } }
    DispatchQueue.global().async { goesOn.signal() }
    threads.close()
    #expect(told.withLock { $0.count } == 4 && told.withLock { $0.first } == true)
    let later = DispatchSemaphore(value: 0)
    threads.submit { isOpen in
      told.withLock { $0.append(isOpen) }
      later.signal()
    }
    later.wait()
    #expect(told.withLock { $0.last } == false)
  }

  @Test("a database that is closed while many wait to read it answers each of them")
  func store() throws {
    try StoreScene.run { scene in
      let answered = DispatchGroup()
      for _ in 0..<500 {
        answered.enter()
        scene.store.read {
          try $0.head()
        } then: { _ in
          answered.leave()
        }
      }
      try scene.store.close()
      answered.wait()
      answered.enter()
      scene.store.read {
        try $0.head()
      } then: { result in
        #expect(throws: StoreError.self) { try result.get() }
        answered.leave()
      }
      answered.wait()
    }
  }
}
