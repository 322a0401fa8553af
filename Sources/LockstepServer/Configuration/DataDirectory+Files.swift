extension DataDirectory {
  static let authorityKeyFile = "authority-key.pem"
  /// There while a restore replaces files.
  static let restoringFile = "restoring"

  /// Every file that must come along when a server is to be the same again, sealed in backups. Those that are missing are
  /// made anew by the server, but for the authority's key: without it every device has to be registered again.
  static let keyFiles = [
    authorityKeyFile, ServerTLS.authorityFile, ServerTLS.certificateFile, ServerTLS.keyFile, "admin-token",
    DataKeyFiles.fileName,
    MailPassword.fileName,
  ]
}
