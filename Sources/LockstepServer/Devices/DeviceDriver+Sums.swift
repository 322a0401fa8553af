import DeviceProtocol
import LockstepCore
import LockstepStore

/// Asking a device for sums: of everybody, then of buckets, then for the lists of those that differ (VERIFY-2).
///
/// A device goes on meanwhile, and so does the server. A sum that is equal proves the content of its snapshot, whatever
/// happens later. One that differs proves nothing: what is found is judged user by user, from lists, by base and edit.
/// So a torn view costs further questions, and is no finding; where something moved, the question is asked again first.
extension DeviceDriver {
  /// Sums are asked for again so often while something moves; then the device is asked for lists.
  private static let mostRepeats = 3

  mutating func plan(buckets: Bool) -> [Action] {
    survey?.cursor = cursor
    return [.plan(cursor: cursor, buckets: buckets)]
  }

  mutating func planned(_ result: ContentQuestionResult, buckets: Bool) -> [Action] {
    guard var survey else { return [] }
    switch result {
    case .needsLists: return listEverybody()
    case .needsDigests(let capabilities):
      // Who waits for a compare to be sent anything is not to wait for the digests of everybody too.
      if case .reconcile = survey.kind { return listEverybody() }
      return [.extendDigests(capabilities, buckets: buckets)]
    case .question(let question):
      survey.question = question
      survey.hasMoved = isWriting
      self.survey = survey
      let ask = ReadDigest(
        buckets ? .buckets : .everything, leaveOut: question.leaveOut.keys.sorted(), isDeep: survey.isDeep)
      return [.ask(.readDigest(ask), buckets ? .buckets : .everything)]
    }
  }

  mutating func digestsExtended(_ capabilities: Capabilities, isComplete: Bool, buckets: Bool) -> [Action] {
    isComplete ? plan(buckets: buckets) : [.extendDigests(capabilities, buckets: buckets)]
  }

  mutating func summed(_ digest: Digest) -> [Action] {
    guard let question = survey?.question else { return [] }
    let isEqual = digest.count == question.expected.count && digest.sum == question.expected.sum
    if isEqual { return provenEqual(question) }
    if let again = again(digest, buckets: false) { return again }
    // The list of a page takes less than the buckets.
    return digest.count <= Self.pageLimit ? listEverybody() : plan(buckets: true)
  }

  mutating func summed(buckets digest: Digest) -> [Action] {
    guard let question = survey?.question else { return [] }
    var differing = Set(question.buckets.keys)
    for bucket in digest.buckets {
      if question.buckets[bucket.number] == ContentSum(count: bucket.count, sum: bucket.sum) {
        differing.remove(bucket.number)
      } else {
        differing.insert(bucket.number)
      }
    }
    guard differing.allSatisfy({ $0 < KeyedDigest.buckets }) else {
      return [.close(Goodbye(.outOfOrder, "a bucket that there is not"))]
    }
    if !differing.isEmpty, let again = again(digest, buckets: true) { return again }
    guard differing.count <= Int(KeyedDigest.buckets) / 2 else { return listEverybody() }
    return list(differing.union(bucketsAnyway(question)), question)
  }

  /// Nil when nothing has moved, or too often.
  private mutating func again(_ digest: Digest, buckets: Bool) -> [Action]? {
    guard let survey, survey.hasMoved || isWriting || digest.log > storedLog, survey.repeats < Self.mostRepeats else {
      return nil
    }
    self.survey?.repeats += 1
    return plan(buckets: buckets)
  }

  private mutating func provenEqual(_ question: ContentQuestion) -> [Action] {
    // A page of a list costs little, and tells of those who were left out too: what was on its way may be there by now.
    if !question.leaveOut.isEmpty, question.expected.count <= Self.pageLimit { return listEverybody() }
    // How many users the other buckets have their sums tell.
    guard bucketsAnyway(question).isEmpty else { return plan(buckets: true) }
    survey?.compared = Compared()
    survey?.compared.same = question.expected.count
    survey?.compared.leftOut = question.leaveOut.mapValues(\.kind)
    return endComparing()
  }

  /// Buckets of users who were left out and are looked at nevertheless: a few exceptions, which may be over by now; and what
  /// was on its way when the scope changed, because the cursor passes it (MODE-5).
  private func bucketsAnyway(_ question: ContentQuestion) -> Set<UInt32> {
    guard let survey else { return [] }
    if case .reconcile = survey.kind { return Set(question.leaveOut.values.map(\.bucket)) }
    let exceptions = Set(question.leaveOut.values.filter { !$0.isOnItsWay }.map(\.bucket))
    return exceptions.count <= Self.mostExceptions ? exceptions : []
  }

  private static let mostExceptions = 64

  private mutating func list(_ buckets: Set<UInt32>, _ question: ContentQuestion) -> [Action] {
    let same = question.buckets.reduce(0) { buckets.contains($1.key) ? $0 : $0 + $1.value.count }
    guard !buckets.isEmpty else {
      survey?.compared = Compared()
      survey?.compared.same = same
      survey?.compared.leftOut = question.leaveOut.mapValues(\.kind)
      return endComparing()
    }
    let actions = list(buckets: buckets.sorted(), same: same)
    // Of those that are listed the lists tell.
    survey?.compared.leftOut = question.leaveOut.filter { !buckets.contains($0.value.bucket) }.mapValues(\.kind)
    return actions
  }
}
