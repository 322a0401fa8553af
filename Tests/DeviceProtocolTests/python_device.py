#!/usr/bin/python3
"""A minimal device, written from docs/device-protocol.md and device.proto alone.

  python_device.py HOST PORT DEVICE_ID MESSAGES_DIR [--user ID] [--name TEXT] [--card NUMBER] [--seed HEX]
                   [--tls] [--pin HEX]

MESSAGES_DIR has device_pb2.py, made with: protoc --python_out MESSAGES_DIR --proto_path DIR device.proto
It proves its key, uploads the log of one enrolment, and serves reads, writes, deletes and digests until the server
says goodbye. With --tls it checks the server as the document says; --pin is the authority that it was registered under.
Each line that it prints is a fact: `authority HEX`, `refused WHY`, `code XXXXXXXX`, `waiting`, `registered`,
`stored 1`, `read 17`, `wrote 18 NAME`, `deleted 18`, `goodbye REASON`. Needs python3-protobuf and
python3-cryptography.
"""
import argparse
import hashlib
import hmac
import os
import socket
import ssl
import struct
import sys
import time


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("device", type=int)
    parser.add_argument("messages")
    parser.add_argument("--user", default="17")
    parser.add_argument("--name", default="Ada Byron")
    parser.add_argument("--card", type=int, default=12345)
    parser.add_argument("--seed", default=None)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--pin", default=None)
    return parser.parse_args()


ARGUMENTS = arguments()
sys.path.insert(0, ARGUMENTS.messages)
import device_pb2 as pb  # noqa: E402  (made by protoc)
from cryptography import x509  # noqa: E402
from cryptography.exceptions import InvalidSignature  # noqa: E402
from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

LONGEST_FRAME = 2 * 1024 * 1024
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def tell(*words):
    print(*words, flush=True)


def canonical(record):
    """The canonical bytes of a record: tag, 4-byte length, content, in ascending order of tags."""
    fields = []

    def field(tag, content):
        fields.append(struct.pack(">BI", tag, len(content)) + content)

    field(1, record.user_id.encode())
    if record.name:
        field(2, record.name.encode())
    if record.personal_message:
        field(3, record.personal_message.encode())
    if record.pin:
        field(4, record.pin)
    if record.photo:
        field(5, record.photo)
    for card in sorted(record.cards, key=lambda c: (c.kind, len(c.number), c.number)):
        field(6, bytes([card.kind]) + card.number)
    for finger in sorted(record.fingerprints, key=lambda f: f.index):
        templates = b"".join(struct.pack(">H", len(t)) + t for t in finger.templates)
        field(7, bytes([finger.index, 1 if finger.duress else 0]) + templates)
    for face in sorted(record.faces, key=lambda f: (f.kind, f.index)):
        field(8, bytes([face.kind, face.index]) + face.template)
    for code in record.job_codes:
        label = code.label.encode()
        field(9, struct.pack(">IH", code.code, len(label)) + label)
    rights = record.rights
    if rights.access_groups:
        field(10, b"".join(struct.pack(">I", g) for g in sorted(rights.access_groups)))
    if rights.start:
        field(11, struct.pack(">q", rights.start))
    if rights.end:
        field(12, struct.pack(">q", rights.end))
    if rights.disabled:
        field(13, b"\x01")
    if rights.security_level:
        field(14, bytes([rights.security_level]))
    if rights.authentication_modes:
        field(15, bytes(sorted(rights.authentication_modes)))
    return b"".join(fields)


class Refused(Exception):
    pass


def secure(link):
    """TLS, with the checks of *TLS and the pin*. Returns the link and the fingerprint of the server's authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    link = context.wrap_socket(link)
    # Openly this library shows the first certificate only.
    shown = [x509.load_pem_x509_certificate(c.public_bytes().encode()) for c in link._sslobj.get_unverified_chain()]
    if len(shown) < 2:
        raise Refused("incomplete")
    server, authority = shown[:2]
    key = authority.public_key()
    fingerprint = hashlib.sha256(key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).digest()
    tell("authority", fingerprint.hex())
    if ARGUMENTS.pin and ARGUMENTS.pin != fingerprint.hex():
        raise Refused("other-authority")
    try:
        if not authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            raise Refused("not-signed")
        key.verify(server.signature, server.tbs_certificate_bytes, ec.ECDSA(server.signature_hash_algorithm))
    except (InvalidSignature, x509.ExtensionNotFound):
        raise Refused("not-signed")
    # This device has just been switched on: it is not sure of the time, and looks at no dates.
    return link, fingerprint


class Device:
    def __init__(self, link, shown=None):
        self.link = link
        self.shown = shown
        seed = bytes.fromhex(ARGUMENTS.seed) if ARGUMENTS.seed else os.urandom(32)
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self.key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.epoch = int.from_bytes(hashlib.sha256(seed).digest()[:8], "big")
        self.nonce = os.urandom(32)
        self.requests = 0
        self.digest_key = b""
        self.log = []
        self.users = {}  # ID: pb.UserOnDevice
        self.deletions = {}  # ID: log ID
        self.enrol()

    def enrol(self):
        user = pb.UserOnDevice(user_id=ARGUMENTS.user, edited=True, edit_mark=1)
        user.record.user_id = ARGUMENTS.user
        user.record.name = ARGUMENTS.name
        number = ARGUMENTS.card.to_bytes(32, "big").lstrip(b"\0")
        user.record.cards.add(kind=pb.CARD_KIND_CSN, number=number)
        user.record.rights.SetInParent()
        self.users[ARGUMENTS.user] = user
        self.append(0x2000, pb.ORIGIN_DEVICE, ARGUMENTS.user)

    def append(self, code, origin, user_id, revision=0):
        self.log.append(pb.LogEntry(
            id=len(self.log) + 1, time=int(time.time()), code=code, origin=origin, user_id=user_id,
            revision=revision))

    # Frames

    def send(self, envelope):
        body = envelope.SerializeToString()
        self.link.sendall(struct.pack(">I", len(body)) + body)

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.link.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def receive(self):
        length, = struct.unpack(">I", self.read(4))
        if not 1 <= length <= LONGEST_FRAME:
            raise ValueError("a frame of a length that is not allowed")
        return pb.Envelope.FromString(self.read(length))

    # Session

    def run(self):
        self.send(pb.Envelope(hello=self.hello()))
        challenge = self.receive().challenge
        if self.shown and self.shown != challenge.authority_fingerprint:
            self.send(pb.Envelope(goodbye=pb.Goodbye(reason=pb.GOODBYE_REASON_PROOF)))
            raise Refused("between")
        statement = (b"lockstep device 1\0" + struct.pack(">I", ARGUMENTS.device) + challenge.nonce + self.nonce
                     + challenge.server_id + challenge.authority_fingerprint)
        bits = hashlib.sha256(self.public_key + challenge.authority_fingerprint).digest()[:5]
        number = int.from_bytes(bits, "big")
        tell("code", "".join(ALPHABET[number >> (35 - 5 * i) & 31] for i in range(8)))
        self.send(pb.Envelope(proof=pb.Proof(signature=self.key.sign(statement))))
        sent = None
        while True:
            envelope = self.receive()
            kind = envelope.WhichOneof("body")
            if kind == "welcome":
                self.digest_key = envelope.welcome.digest_key
                registered = envelope.welcome.state == pb.DEVICE_STATE_REGISTERED
                tell("registered" if registered else "waiting")
                if registered and sent is None:
                    sent = envelope.welcome.log_mark
            elif kind == "logs_stored":
                tell("stored", envelope.logs_stored.mark)
            elif kind == "ping":
                self.send(pb.Envelope(request_id=envelope.request_id, pong=pb.Pong()))
            elif kind == "goodbye":
                tell("goodbye", pb.GoodbyeReason.Name(envelope.goodbye.reason))
                return
            elif kind not in ("pong", "refusal"):
                self.send(self.answer(envelope, kind))
            if sent is not None and sent < len(self.log):
                # One upload at a time is within every window; a batch of one entry is within every batch.
                self.requests += 1
                upload = pb.UploadLogs(epoch=self.epoch, entries=self.log[sent:sent + 1])
                self.send(pb.Envelope(request_id=self.requests, upload_logs=upload))
                sent += 1

    def hello(self):
        capabilities = pb.Capabilities(
            alphanumeric_ids=True, name_bytes=192, name_characters=48, personal_message=True, pin=True,
            photo_bytes=16384, card_kinds=[pb.CARD_KIND_CSN, pb.CARD_KIND_MOBILE], cards_per_user=8,
            fingerprints_per_user=10, fingerprint_indexes=True, infrared_faces=5, visual_faces=2, job_codes=16)
        return pb.Hello(
            lowest_version=1, highest_version=1, device_id=ARGUMENTS.device, public_key=self.public_key,
            model="Python", firmware="1", epoch=self.epoch, first_log_id=1, last_log_id=len(self.log),
            user_count=len(self.users), capabilities=capabilities, user_capacity=1000, nonce=self.nonce,
            time=int(time.time()))

    # Requests

    def answer(self, envelope, kind):
        answer = pb.Envelope(request_id=envelope.request_id)
        if kind == "read_users":
            answer.users.log_id = len(self.log)
            for user_id in envelope.read_users.user_ids:
                known = self.users.get(user_id)
                answer.users.users.append(known or pb.UserOnDevice(user_id=user_id, unknown=True))
                tell("read", user_id)
        elif kind == "write_users":
            answer.write_results.SetInParent()
            for write in envelope.write_users.writes:
                answer.write_results.results.append(self.write(envelope.write_users, write))
        elif kind == "delete_users":
            answer.delete_results.SetInParent()
            for user_id in envelope.delete_users.user_ids:
                answer.delete_results.results.append(self.delete(envelope.delete_users, user_id))
        elif kind == "read_edited_users":
            answer.edited_users.SetInParent()
            for user in self.users.values():
                if user.edit_mark and user.edit_mark >= envelope.read_edited_users.since:
                    answer.edited_users.users.add(
                        user_id=user.user_id, edit_mark=user.edit_mark, on_device=True,
                        enrolled=not user.HasField("base"))
        elif kind == "read_logs":
            asked = envelope.read_logs
            answer.logs.epoch = self.epoch
            answer.logs.first_log_id = 1
            # `from` is a word of Python, so the field is read by its name.
            wanted = [entry for entry in self.log if entry.id >= getattr(asked, "from")]
            answer.logs.entries.extend(wanted[:asked.limit or 1000])
        elif kind == "read_digest":
            self.digest(envelope.read_digest, answer.digest)
        elif kind == "set_time":
            answer.time_set.before = int(time.time())
        else:
            answer.refusal.reason = pb.REFUSAL_REASON_UNSUPPORTED
        return answer

    def refusal(self, request, user_id):
        """Why a user must not be written or deleted now; None if it may."""
        known = self.users.get(user_id)
        mark = known.edit_mark if known else self.deletions.get(user_id, 0)
        if request.epoch != self.epoch:
            return pb.UserResult(user_id=user_id, status=pb.WRITE_STATUS_EPOCH)
        if mark > request.mark and not request.overwrite:
            return pb.UserResult(user_id=user_id, status=pb.WRITE_STATUS_EDITED, edit_mark=mark)
        return None

    def write(self, request, write):
        state = pb.UserState.FromString(write.state)
        user_id = state.record.user_id
        refusal = self.refusal(request, user_id)
        if refusal:
            return refusal
        if write.keep:
            # This device has no way to keep a slot, and says so: nothing of the user is touched.
            return pb.UserResult(user_id=user_id, status=pb.WRITE_STATUS_UNSUPPORTED, detail="no keep lists")
        known = self.users.get(user_id)
        numbers = {card.number for card in state.record.cards}
        for other in self.users.values():
            if other.user_id != user_id and numbers & {card.number for card in other.record.cards}:
                return pb.UserResult(
                    user_id=user_id, status=pb.WRITE_STATUS_CARD_HELD, held_by=other.user_id)
        user = pb.UserOnDevice(user_id=user_id, base=state.base, edit_mark=known.edit_mark if known else 0)
        user.record.CopyFrom(known.record if write.base_only and known else state.record)
        self.users[user_id] = user
        self.deletions.pop(user_id, None)
        self.append(0x2200 if known else 0x2000, pb.ORIGIN_SERVER, user_id, state.base.revision)
        tell("wrote", user_id, user.record.name)
        return pb.UserResult(user_id=user_id, status=pb.WRITE_STATUS_DONE)

    def delete(self, request, user_id):
        refusal = self.refusal(request, user_id)
        if refusal:
            return refusal
        if self.users.pop(user_id, None):
            self.append(0x2400, pb.ORIGIN_SERVER, user_id)
            tell("deleted", user_id)
        return pb.UserResult(user_id=user_id, status=pb.WRITE_STATUS_DONE)

    def digest(self, asked, answer):
        what = asked.WhichOneof("what")
        wanted = set(asked.list.buckets)
        total, buckets = 0, {}
        answer.log_id = len(self.log)
        for user_id in sorted(set(self.users) - set(asked.leave_out), key=str.encode):
            user = self.users[user_id]
            value = hmac.new(self.digest_key, canonical(user.record), hashlib.sha256).digest()[:16]
            total += int.from_bytes(value, "big")
            answer.count += 1
            first = hashlib.sha256(user_id.encode()).digest()
            number = first[0] << 4 | first[1] >> 4
            count, part = buckets.get(number, (0, 0))
            buckets[number] = (count + 1, part + int.from_bytes(value, "big"))
            is_listed = (not wanted or number in wanted) and user_id.encode() > asked.list.after_user_id.encode()
            if what == "list" and is_listed:
                listed = answer.users.add(
                    user_id=user_id, digest=value, edited=user.edited, edit_mark=user.edit_mark)
                if user.HasField("base"):
                    listed.base.CopyFrom(user.base)
        answer.sum = (total % (1 << 128)).to_bytes(16, "big")
        if what == "buckets":
            for number, (count, part) in sorted(buckets.items()):
                answer.buckets.add(number=number, count=count, sum=(part % (1 << 128)).to_bytes(16, "big"))


def main():
    with socket.create_connection((ARGUMENTS.host, ARGUMENTS.port)) as link:
        try:
            link, shown = secure(link) if ARGUMENTS.tls else (link, None)
            Device(link, shown).run()
        except Refused as refused:
            tell("refused", refused)
        except EOFError:
            tell("closed")


main()
