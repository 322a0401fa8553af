/// The monitoring log in segments of 16,384 entries by their numbers. Its indexes begin with the segment: what is stored
/// goes to the pages of the newest one, and what is too old is in pages of its own. Whoever looks for a device or a user
/// goes from segment to segment, at some microseconds each.
enum EventSegments {
  /// SQL: the segment of an entry, just as the indexes have it.
  static let number = "id >> \(bits)"

  private static let bits = 14

  static func segment(of event: Int64) -> Int64 { event >> Int64(bits) }

  /// SQL: a table `segments` with the number `n` of each that an entry above a number may be in, the oldest first, for
  /// `WITH RECURSIVE`. Takes the number as an argument.
  static let upwards = """
    segments(n) AS (
      SELECT max(?, (SELECT min(id) FROM events)) >> \(bits)
      UNION ALL SELECT n + 1 FROM segments WHERE n < (SELECT max(id) FROM events) >> \(bits))
    """

  /// The same for entries below a number, the newest first.
  static let downwards = """
    segments(n) AS (
      SELECT min(?, (SELECT max(id) FROM events)) >> \(bits)
      UNION ALL SELECT n - 1 FROM segments WHERE n > (SELECT min(id) FROM events) >> \(bits))
    """

  /// SQL: whether there is an entry of a user.
  static let hasUser = """
    WITH RECURSIVE \(upwards)
    SELECT EXISTS (SELECT 1 FROM segments CROSS JOIN events ON \(number) = n WHERE user_id = ?)
    """

  /// SQL: somebody was enrolled or deleted at a device, or everybody was deleted there. Word for word as an index has it.
  static let isOfPeople = "origin = 1 AND code & 65280 IN (8192, 9216, 9728)"
}
