import AdminModel
import ArgumentParser

/// A card as typed: `12345`, `0x3039`, or with its kind, `mobile:12345`.
struct CardArgument: ExpressibleByArgument {
  let value: CardValue

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let number = parts.last, !number.isEmpty else { return nil }
    value = CardValue(kind: parts.count == 2 ? parts[0] : "csn", number: number)
  }
}
