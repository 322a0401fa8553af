import Foundation
import ServiceLifecycle

/// Looks once a minute: a certificate that was put in place by hand is to be in use soon, and looking costs nothing.
struct CertificateRenewal: Service {
  let tls: ServerTLS

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat { tls.check(at: Date()) } while (try? await Task.sleep(for: .seconds(60))) != nil
    }
  }
}
