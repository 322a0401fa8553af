import LockstepCore

/// The rows of a run, as they are kept.
enum RunRows {
  /// Rows of a user are left without user, name and note, and rows of errors without their value where it is the person's.
  /// Lines, counts and outcomes stay.
  static func without(_ user: String, _ words: ErasedWords, in stored: String) -> String {
    stored.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if UnchangedRows.hasRows(line) { return UnchangedRows.without(user, in: line) }
      guard let row = RunRow(stored: line) else { return String(line) }
      return row.without(user, words).stored
    }.joined(separator: "\n")
  }
}

extension RunRow {
  fileprivate func without(_ erased: String, _ words: ErasedWords) -> RunRow {
    let isError = situation == "error"
    let isTheirs = isError ? words.areIn(name) : user == erased || user.isEmpty && words.areIn(name)
    return RunRow(
      line: line, user: isTheirs && !isError ? "" : user, name: isTheirs ? "" : name, situation: situation,
      action: action, result: result, note: isTheirs && !isError || words.areIn(note) ? "" : note)
  }
}
