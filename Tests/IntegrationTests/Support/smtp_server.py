#!/usr/bin/python3
"""A real mail server for tests, that takes mail and says what came. Needs python3-aiosmtpd and python3-cryptography.

Usage: smtp_server.py [--port N] [--starttls | --tls] [--user NAME --password TEXT] [--refuse-sender]

It prints a line of JSON for each thing that happens, with its name as "event": `listening` (port, and the authority's
certificate where there is TLS), `mail` (what came, decoded by Python's own reader of mails), `recipient` (an address that
was named, and the answer), `sign-in`.

What it does with a mail is said by the beginning of the recipient's address:

  refuse…   550 to the recipient                  busy…     451 to the recipient, the first time
  spam…     554 to the mail                       later…    452 to the mail, the first time
  drop…     goes away in the middle of the mail   lose…     takes the mail and goes away without an answer, once
  slow…     answers the mail when a line is written to its standard input
  hold…     takes the mail, and answers the first one when a line is written to its standard input

It ends with its standard input.
"""
import argparse
import asyncio
import base64
import datetime
import email
import email.policy
import ipaddress
import json
import re
import ssl
import sys
import tempfile

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def say(event, **values):
    print(json.dumps({"event": event, **values}), flush=True)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, key, issuer, issuer_key, *extensions):
    now = datetime.datetime.utcnow()
    builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=2)))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256())


def make_context():
    """An authority of its own, and what a server on this machine shows. Returns the context and the authority (PEM)."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = certificate("Test authority", authority_key, "Test authority", authority_key,
                            (x509.BasicConstraints(ca=True, path_length=0), True))
    own = certificate("localhost", key, "Test authority", authority_key,
                      (x509.SubjectAlternativeName([x509.DNSName("localhost"),
                                                    x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False))
    pem = serialization.Encoding.PEM
    with tempfile.NamedTemporaryFile() as file:
        file.write(own.public_bytes(pem) + key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        file.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file.name)
    return context, authority.public_bytes(pem).decode()


class Handler:
    def __init__(self, options):
        self.options = options
        self.seen = set()
        self.go_on = asyncio.Event()

    def is_first(self, recipient):
        try:
            return recipient not in self.seen
        finally:
            self.seen.add(recipient)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.options.refuse_sender:
            return "550 5.7.1 this sender may not"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = "250 OK"
        if address.startswith("refuse"):
            answer = "550 5.1.1 no such user here"
        elif address.startswith("busy") and self.is_first(address):
            answer = "451 4.3.0 come back later"
        say("recipient", address=address, answer=answer)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        if recipient.startswith("spam"):
            return "554 5.7.0 this looks like nothing good"
        if recipient.startswith("later") and self.is_first(recipient):
            return "452 4.2.2 the box is full"
        if recipient.startswith("slow"):
            say("waiting")
            await self.go_on.wait()
            self.go_on.clear()
        raw = envelope.original_content
        message = email.message_from_bytes(raw, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        text = parts.get("text/plain", "")
        say("mail", sender=envelope.mail_from, recipients=envelope.rcpt_tos, subject=message["Subject"], text=text,
            html=parts.get("text/html", ""), links=re.findall(r"https?://[^\s<>\"]+", text),
            headers={key: str(value) for key, value in message.items()},
            defects=[str(defect) for part in message.walk() for defect in part.defects],
            raw=base64.b64encode(raw).decode())
        if recipient.startswith("hold") and self.is_first(recipient):
            await self.go_on.wait()
            self.go_on.clear()
        if recipient.startswith("lose") and self.is_first(recipient):
            server.transport.abort()
        return "250 2.0.0 taken as 4711"


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if self.envelope.rcpt_tos and self.envelope.rcpt_tos[0].startswith("drop"):
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def authenticator(options):
    def check(server, session, envelope, mechanism, data):
        is_right = data.login == options.user.encode() and data.password == options.password.encode()
        say("sign-in", right=is_right)
        return AuthResult(success=is_right, handled=False)
    return check


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--starttls", action="store_true")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--refuse-sender", action="store_true")
    options = parser.parse_args()
    loop = asyncio.get_running_loop()
    handler = Handler(options)
    context, authority = make_context() if options.starttls or options.tls else (None, None)

    def session():
        return Server(handler, hostname="localhost", enable_SMTPUTF8=True, loop=loop,
                      tls_context=context if options.starttls else None, require_starttls=options.starttls,
                      authenticator=authenticator(options) if options.user else None,
                      auth_required=bool(options.user), auth_require_tls=False)

    server = await loop.create_server(session, "127.0.0.1", options.port, ssl=context if options.tls else None)
    say("listening", port=server.sockets[0].getsockname()[1], authority=authority)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.readline():
        handler.go_on.set()


asyncio.run(main())
