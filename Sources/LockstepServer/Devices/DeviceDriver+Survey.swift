import DeviceProtocol
import LockstepCore
import LockstepStore

/// Asking a device about its content: users edited since a lost log entry, and the list of all users.
extension DeviceDriver {
  /// A question in several pages.
  struct Survey: Sendable {
    enum Kind: Hashable, Sendable {
      case gap(since: LogID, through: LogID)
      /// Ends with the cursor at this revision.
      case reconcile(reason: String, head: Revision)
      /// Told to people and kept. *Deep*: the device makes its digests anew, and some of its users are read back.
      case report(isDeep: Bool)
    }

    let kind: Kind
    /// The sums that the device is to answer with; nil while lists are asked for.
    var question: ContentQuestion?
    /// The cursor when the device was asked last: what was written since is no finding.
    var cursor: Revision = 0
    /// How often sums were asked for again because something moved meanwhile.
    var repeats = 0
    /// Whether something was being written while the device made its sums, or its log had gone on.
    var hasMoved = false
    /// The buckets that are listed; nil for everybody.
    var buckets: [UInt32]?
    /// Users that are still to be read back.
    var unread: [UserID] = []
    var wasRead: Set<UserID> = []
    var after: String = ""
    var compared = Compared()
    var listed = 0
    /// Whether a page has been answered.
    var isPaged = false
    /// Whether the device is on hold, so that somebody wants to know who the users there are (SEC-6).
    var isOnHold = false
    /// Users whose names are still to be read.
    var unnamed: [UserID] = []
    /// Whether the page under way is the last one.
    var isLast = false

    var isDeep: Bool { if case .report(true) = kind { true } else { false } }
  }

  static let pageLimit = 1000

  mutating func endSurvey() {
    survey = nil
    forgetLook()
  }

  /// What the look under way says of surveys is old by now.
  mutating func forgetLook() { hasOldLook = isLooking }

  /// Whether a look began before the cursor went back, or has seen that a compare is over before this is told of it, and the
  /// cursor is about to.
  func isVoid(_ work: Work) -> Bool {
    if case .reconcile? = survey?.kind, work.standing.reconcile == nil { return true }
    return isLookVoid
  }

  /// Looks again, at once or once it is told.
  mutating func forgetFound() -> [Action] {
    let looksAgain = isLookVoid
    (isLookVoid, hasOldLook, isLooking, told) = (false, false, false, [])
    return looksAgain ? look() : []
  }

  /// Starts what the device's standing asks for: a gap first, then a compare; a report when nothing else is going on.
  mutating func startSurvey(_ standing: Standing) -> [Action] {
    guard survey == nil, !isAlone else { return [] }
    if case .stopped = surveyPause, standing.hold == nil { surveyPause = .none }
    guard surveyPause.isAsking else { return startReport(standing) }
    if let gap = standing.gap {
      survey = Survey(kind: .gap(since: gap, through: standing.gapEnd))
      return askNextPage()
    }
    let isReady = standing.hold == nil && !standing.serverIsBehind && standing.scope != .none
    let isTakeOver = standing.hold == nil && standing.reconcile == ContentChoice.takeOver.rawValue
    if let reason = standing.reconcile, !hasBacklog, isReady || isTakeOver {
      survey = Survey(kind: .reconcile(reason: reason, head: standing.head))
      return [.commit(.beginReconcile(reason: reason))]
    }
    return startReport(standing)
  }

  private mutating func startReport(_ standing: Standing) -> [Action] {
    let isDue = standing.isCompareDue && !hasBacklog
    guard isDue || !reportRequests.isEmpty else { return [] }
    let isDeep = reportRequests.contains(where: \.isDeep) || (isDue && standing.isCompareDeep)
    survey = Survey(kind: .report(isDeep: isDeep), isOnHold: standing.hold != nil)
    return plan(buckets: false)
  }

  /// Its choice is worked off user by user: who has no base yet is given one, which no sum tells (SEC-6).
  mutating func reconcileBegan(_ reason: String) -> [Action] {
    ContentChoice(rawValue: reason) == nil ? plan(buckets: false) : listEverybody()
  }

  mutating func listEverybody() -> [Action] { list(buckets: nil, same: 0) }

  /// - Parameter same: how many users of other buckets were found the same by their sums.
  mutating func list(buckets: [UInt32]?, same: Int) -> [Action] {
    survey?.question = nil
    survey?.buckets = buckets
    survey?.compared = Compared()
    survey?.compared.same = same
    survey?.cursor = cursor
    survey?.after = ""
    survey?.listed = 0
    return askNextPage()
  }

  /// Records are large: one at a time, and no more than people look through.
  private static let mostNames = 500

  mutating func askNextName() -> [Action] {
    guard let survey else { return [] }
    guard let user = survey.unnamed.last else {
      return [.commit(.endReport(survey.compared, isDeep: survey.isDeep))]
    }
    self.survey?.unnamed.removeLast()
    return [.ask(.readUsers([user]), .names([user]))]
  }

  mutating func named(_ users: [UserOnDevice]) -> [Action] {
    var names: [UserID: String] = [:]
    for user in users { if case .record(let found) = user.content { names[user.user] = found.record.name } }
    return [.compareNames(names)]
  }

  mutating func namesCompared(_ others: Set<UserID>) -> [Action] {
    survey?.compared.otherNames.formUnion(others)
    return askNextName()
  }

  private func askNextPage() -> [Action] {
    guard let survey else { return [] }
    switch survey.kind {
    case .gap(let since, _):
      return [.ask(.readEditedUsers(since: since, after: survey.after, limit: Self.pageLimit), .editedUsers)]
    case .reconcile, .report:
      let list = ReadDigest.What.list(buckets: survey.buckets ?? [], after: survey.after, limit: Self.pageLimit)
      return [.ask(.readDigest(ReadDigest(list, isDeep: survey.isDeep)), .list)]
    }
  }

  /// The empty ID stands for everybody: all users were deleted there.
  mutating func edited(_ users: [EditedUser], more: Bool) -> [Action] {
    guard let survey, case .gap(_, let end) = survey.kind else { return [] }
    // Pages that do not rise would never end. Only the first may begin with everybody.
    let texts = users.map(\.user)
    let isSorted = zip(texts, texts.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let isNext =
      texts.first.map { survey.after.isEmpty || survey.after.utf8.lexicographicallyPrecedes($0.utf8) } ?? true
    guard isSorted, isNext, !survey.isPaged || texts.first?.isEmpty != true else {
      return [.close(Goodbye(.outOfOrder, "edited users that are not in order"))]
    }
    let known = users.compactMap { user -> EditedThere? in
      let id = try? UserID(user.user)
      guard id != nil || (user.user.isEmpty && !user.isOnDevice) else { return nil }
      return EditedThere(user: id, mark: user.editMark, isOnDevice: user.isOnDevice, isEnrolled: user.isEnrolled)
    }
    self.survey?.after = texts.last ?? ""
    self.survey?.isPaged = true
    // A page with nobody but everybody says nothing of where to go on.
    let isLast = !more || texts.last?.isEmpty ?? true
    return [.commit(.closeGaps(known, through: end, isLast: isLast))]
  }

  mutating func gapsClosed(isLast: Bool) -> [Action] {
    guard isLast else { return askNextPage() }
    surveyPause = .none
    endSurvey()
    return look()
  }

  mutating func listed(_ digest: Digest) -> [Action] {
    guard var survey else { return [] }
    let isSorted = zip(digest.users, digest.users.dropFirst()).allSatisfy { $0.user < $1.user }
    guard isSorted, digest.users.first.map({ $0.user.text > survey.after || survey.after.isEmpty }) ?? true else {
      return [.close(Goodbye(.outOfOrder, "a list that is not in order"))]
    }
    survey.isLast = !digest.more || digest.users.isEmpty
    survey.listed += digest.users.count
    // What is found of each of them is kept until the end.
    guard survey.listed <= capacity else {
      return [.close(Goodbye(.outOfOrder, "a list of more users than the device can hold"))]
    }
    let page = ListPage(
      users: digest.users, after: try? UserID(survey.after), through: survey.isLast ? nil : digest.users.last?.user,
      buckets: survey.buckets)
    survey.after = digest.users.last?.user.text ?? ""
    self.survey = survey
    switch survey.kind {
    case .gap: return []
    case .report: return [.compare(page, cursor: survey.cursor)]
    case .reconcile: return [.commit(.reconcile(page))]
    }
  }

  mutating func compared(_ page: Compared, isReport: Bool) -> [Action] {
    guard var survey else { return [] }
    survey.compared.add(page)
    self.survey = survey
    guard survey.isLast else { return askNextPage() }
    return endComparing()
  }

  /// Every user was judged, by sums or by lists.
  mutating func endComparing() -> [Action] {
    guard let survey else { return [] }
    switch survey.kind {
    case .gap: return []
    case .reconcile(let reason, let head):
      let isEmpty = survey.buckets == nil && survey.question == nil && survey.listed == 0
      return [.commit(.endReconcile(reason: reason, cursor: head, wasEmpty: isEmpty, survey.compared))]
    case .report:
      if survey.isOnHold {
        let edited = survey.compared.users.filter { $0.finding == .edited }.map(\.user)
        self.survey?.unnamed = edited.prefix(Self.mostNames).reversed()
        return askNextName()
      }
      return startReadingBack()
    }
  }

  mutating func reportEnded(_ compared: Compared) -> [Action] {
    let isDeep = survey?.isDeep ?? false
    endSurvey()
    return reportAll(.success(compared), isDeep: isDeep) + look()
  }

  /// Asked again after a pause. A device that goes on refusing is stopped, and waits for an operator: until then nothing
  /// that depends on the answer is done.
  mutating func surveyRefused() -> [Action] {
    let reports = reportAll(.failure(.refused))
    // The compare that was asked for is over before another look.
    if case .report? = survey?.kind { return reports + [.commit(.failReport(reason: ReportFailure.refused.rawValue))] }
    endSurvey()
    let refusals = surveyPause.refusals + 1
    guard refusals < SurveyPause.mostRefusals else {
      surveyPause = .stopped
      return reports + [.commit(.stop(reason: "it refuses to tell what it holds"))]
    }
    surveyPause = .until(refusals: refusals)
    return reports + [.surveyAgain(refusals: refusals)] + look()
  }

  /// Answers everybody who asked for a report.
  ///
  /// - Parameter isDeep: whether it is an answer also to those who asked for a deep one.
  mutating func reportAll(_ result: Result<Compared, ReportFailure>, isDeep: Bool = true) -> [Action] {
    let answered = reportRequests.filter { isDeep || !$0.isDeep }
    reportRequests.removeAll { isDeep || !$0.isDeep }
    return answered.map { .report(request: $0.number, result) }
  }
}
