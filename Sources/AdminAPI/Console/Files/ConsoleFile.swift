import ConsoleFiles
import Crypto

/// A file that is part of the binary.
struct ConsoleFile: Sendable {
  /// Below `Sources/ConsoleFiles/files`.
  let path: String
  let bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// By path.
  static let all: [String: ConsoleFile] = {
    var files: [String: ConsoleFile] = [:]
    var index = 0
    while let found = console_file_at(index)?.pointee {
      let bytes = Array(UnsafeBufferPointer(start: found.bytes, count: found.size))
      let path = String(cString: found.path)
      files[path] = ConsoleFile(path: path, bytes: bytes)
      index += 1
    }
    return files
  }()

  /// The files of a folder whose names end so, by their names without folder and end.
  static func files(in folder: String, ending end: String) -> [String: ConsoleFile] {
    all.values.reduce(into: [:]) { files, file in
      guard file.path.hasPrefix(folder), file.path.hasSuffix(end) else { return }
      files[String(file.path.dropFirst(folder.count).dropLast(end.count))] = file
    }
  }

  /// Stands for the content of all files that a browser may keep, so that a new version of one gets a new address.
  static let assetVersion: String = {
    var hash = SHA256()
    for path in all.keys.sorted() where path.hasPrefix(AssetController.folder) {
      hash.update(data: all[path]?.bytes ?? [])
    }
    return hash.finalize().prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }()
}
