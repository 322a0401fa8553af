public import LockstepCore

/// Credentials and photos made up from a number: the same number is always the same bytes, two numbers never are.
public enum Sample {
  /// A fingerprint template of 64 bytes.
  public static func template(_ number: Int) -> [UInt8] { bytes(64, "finger", number) }

  /// One finger with one template, or with two.
  public static func finger(_ index: UInt8, _ numbers: Int..., isDuress: Bool = false) -> Fingerprint {
    Fingerprint(index: index, templates: numbers.map(template), isDuress: isDuress)
  }

  public static func face(_ kind: Face.Kind, _ index: UInt8, _ number: Int) -> Face {
    Face(kind: kind, index: index, template: bytes(200, "face", number))
  }

  /// A PIN hash of 32 bytes.
  public static func pin(_ number: Int) -> [UInt8] { bytes(32, "pin", number) }

  /// Begins like a JPEG.
  public static func photo(_ number: Int, size: Int = 300) -> [UInt8] {
    [0xFF, 0xD8, 0xFF, 0xE0] + bytes(size - 4, "photo", number)
  }

  public static func card(_ number: String, _ kind: Card.Kind = .csn) throws -> Card {
    Card(kind: kind, number: try CardNumber(text: number))
  }

  public static let server = server(1)

  /// The identity of an invented server.
  public static func server(_ number: Int) -> ServerID {
    ServerID(bytes(16, "server", number)) ?? server(number + 1)
  }

  public static func base(_ revision: Revision, incarnation: Incarnation = 1) -> Base {
    Base(server: server, incarnation: incarnation, revision: revision)
  }

  private static func bytes(_ count: Int, _ kind: String, _ number: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: kind.utf8.reduce(UInt64(number)) { $0 &* 131 &+ UInt64($1) })
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }
}
