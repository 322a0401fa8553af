import Foundation

/// Which parameters of the query each route knows: what the API's description says of it.
enum DescribedParameters {
  /// By verb and path, such as `GET /api/v1/users`, in the order of the description.
  static let byRoute: [String: [String]] = {
    let bytes = ConsoleFile.all[DescriptionController.path]?.bytes ?? []
    let document = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    let paths = document?["paths"] as? [String: [String: [String: Any]]] ?? [:]
    return paths.reduce(into: [:]) { routes, path in
      for (verb, operation) in path.value {
        let parameters = operation["parameters"] as? [[String: Any]] ?? []
        routes["\(verb.uppercased()) \(path.key)"] = parameters.filter { $0["in"] as? String == "query" }
          .compactMap { $0["name"] as? String }
      }
    }
  }()
}
