import Foundation

/// A people file, made on the spot. The changed one has 1 % of its people changed: half with another last name, a quarter
/// new, a quarter gone.
package struct PeopleCSV {
  package let bytes: [UInt8]

  package init(people: Int, isChanged: Bool = false) {
    var text = "First name,Last name,E-mail address,ID,Sync ID\n"
    text.reserveCapacity(people * 64)
    let part = people / 400
    for number in 0..<people {
      // Gone from the middle, so that the file does not look cut off.
      if isChanged, (people / 2..<people / 2 + part).contains(number) { continue }
      let last = isChanged && number < 2 * part ? "Holmes" : "Holm"
      text += "Vera\(number),\(last),vera.holm\(number)@clinic.example,\(20_000_000 + number),P-\(number)\n"
    }
    if isChanged {
      for number in people..<people + part {
        text += "Vera\(number),Holm,vera.holm\(number)@clinic.example,\(20_000_000 + number),P-\(number)\n"
      }
    }
    bytes = Array(text.utf8)
  }
}
