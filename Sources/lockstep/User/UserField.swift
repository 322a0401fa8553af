import AdminModel
import ArgumentParser

/// A field of a user that can be made vacant.
enum UserField: String, ExpressibleByArgument, CaseIterable {
  case name
  case personalMessage = "personal-message"
  case email
  case phone
  case department
  case title
  case customFields = "custom-fields"
  case accessGroups = "access-groups"
  case start
  case end
  case authenticationModes = "authentication-modes"
  case cards
  case pin
  case photo
  case fingerprints
  case faces
  case jobCodes = "job-codes"

  func clear(in body: inout UserBody) {
    switch self {
    case .name: body.name = .clear
    case .personalMessage: body.personalMessage = .clear
    case .email: body.email = .clear
    case .phone: body.phone = .clear
    case .department: body.department = .clear
    case .title: body.title = .clear
    case .customFields: body.customFields = .clear
    case .accessGroups: body.accessGroups = .clear
    case .start: body.start = .clear
    case .end: body.end = .clear
    case .authenticationModes: body.authenticationModes = .clear
    case .cards: body.cards = .clear
    case .pin: body.pin = .clear
    case .photo: body.photo = .clear
    case .fingerprints: body.fingerprints = .clear
    case .faces: body.faces = .clear
    case .jobCodes: body.jobCodes = .clear
    }
  }
}
