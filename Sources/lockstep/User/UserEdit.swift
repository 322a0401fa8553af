import AdminClient
import AdminModel
import ArgumentParser

struct UserEdit: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Change a user; what is not named stays as it is.",
    discussion: """
      Example:
        lockstep user edit 17 --end 2027-06-30 --add-card mobile:7700123 --clear photo
      """)

  @Argument(help: "The user's ID.")
  var id: String

  @Option(help: "Make a field vacant.")
  var clear: [UserField] = []

  @Option(name: .customLong("add-card"), help: "One more card: 12345, 0x3039 or mobile:12345.")
  var addedCards: [CardArgument] = []

  @Option(name: .customLong("remove-card"), help: "A card to take away.")
  var removedCards: [CardArgument] = []

  @OptionGroup(title: "Fields") var fields: UserFieldOptions
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    var body = try await fields.body(client)
    for field in clear { field.clear(in: &body) }
    var version: Int64?
    if !addedCards.isEmpty || !removedCards.isEmpty {
      let user = try await client.user(id)
      version = user.version
      let removed = removedCards.map(\.value)
      if let missing = removedCards.first(where: { !user.cards.contains($0.value) }) {
        throw Failure("user \(id) does not have the card \(missing.value.kind):\(missing.value.number)").told()
      }
      body.cards = .set(user.cards.filter { !removed.contains($0) } + addedCards.map(\.value))
    }
    guard body != UserBody() else {
      throw Failure("say what to change; see `lockstep user edit --help`", code: .validationFailure).told()
    }
    let user = try await client.changeUser(id, body, version: version)
    output.tell(user, "changed user \(user.id), revision \(user.revision)")
  }
}
