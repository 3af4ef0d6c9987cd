"""Asks the server at HOST PORT with nothing but socket and struct, and checks each byte of the answers."""

import socket
import struct
import sys

HOST, PORT = sys.argv[1], int(sys.argv[2])
TIMEOUT = 20


def name(text):
    return b"".join(bytes([len(label)]) + label for label in text.encode().split(b".") if label) + b"\0"


def query(identity, text, kind, flags=0, additional=b"", counts=None):
    head = struct.pack(">HHHHHH", identity, flags, *(counts or (1, 0, 0, 1 if additional else 0)))
    return head + name(text) + struct.pack(">HH", kind, 1) + additional


def read_name(message, offset):
    labels, end = [], None
    while True:
        first = message[offset]
        if first >= 0xC0:
            end = end or offset + 2
            target = (first & 0x3F) << 8 | message[offset + 1]
            assert target < offset, "a pointer leads back"
            offset = target
        elif first:
            labels.append(message[offset + 1:offset + 1 + first].decode())
            offset += 1 + first
        else:
            return ".".join(labels) + ".", end or offset + 1


def read(message):
    identity, flags, questions, answers, authority, additional = struct.unpack(">HHHHHH", message[:12])
    offset = 12
    for _ in range(questions):
        _, offset = read_name(message, offset)
        offset += 4
    records = []
    for _ in range(answers + authority + additional):
        owner, offset = read_name(message, offset)
        kind, group, ttl, length = struct.unpack(">HHIH", message[offset:offset + 10])
        offset += 10
        records.append((owner, kind, group, ttl, message[offset:offset + length]))
        offset += length
    assert offset == len(message), "nothing is left over"
    return identity, flags, (questions, answers, authority, additional), records


def over_udp(message):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.settimeout(TIMEOUT)
        peer.sendto(message, (HOST, PORT))
        return peer.recvfrom(65535)[0]


def receive(peer, count):
    received = b""
    while len(received) < count:
        part = peer.recv(count - len(received))
        assert part, "the server closed the connection"
        received += part
    return received


def receive_message(peer):
    return receive(peer, struct.unpack(">H", receive(peer, 2))[0])


def connect():
    return socket.create_connection((HOST, PORT), timeout=TIMEOUT)


def check(actual, expected):
    assert actual == expected, f"{actual!r}, not {expected!r}"


# UDP: a plain question.
identity, flags, counts, records = read(over_udp(query(0x1234, "www.example.test", 1, 0x0100)))
check((identity, flags, counts), (0x1234, 0x8500, (1, 1, 0, 0)))
check(records, [("www.example.test.", 1, 1, 60, bytes([192, 0, 2, 10]))])

# UDP: the answer points to the question, byte for byte.
answer = over_udp(query(1, "wWw.example.test", 1))
check(answer[12:].hex(), (name("wWw.example.test") + bytes.fromhex("00010001 c00c 0001 0001 0000003c 0004 c000020a")).hex())

# UDP: EDNS is answered with EDNS.
option = b"\0" + struct.pack(">HHIH", 41, 4096, 0, 0)
identity, flags, counts, records = read(over_udp(query(2, "nope.example.test", 1, additional=option)))
check((flags, counts), (0x8403, (1, 0, 1, 1)))
check(records[1][1:4], (41, 1232, 0))

# UDP: too large for 512 bytes.
identity, flags, counts, records = read(over_udp(query(3, "big.example.test", 16)))
check((flags, counts), (0x8600, (1, 0, 0, 0)))

# UDP: a query that says more than is there is a format error; a datagram that is no query at all gets none, and harms nobody.
identity, flags, counts, records = read(over_udp(query(4, "www.example.test", 1, counts=(2, 0, 0, 0))))
check((identity, flags & 0x800F), (4, 0x8001))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
    peer.settimeout(TIMEOUT)
    for junk in (b"", b"\0", bytes(11), b"\xff" * 512, answer):
        peer.sendto(junk, (HOST, PORT))
    peer.sendto(query(5, "www.example.test", 1), (HOST, PORT))
    while True:
        identity, flags, counts, records = read(peer.recv(65535))
        if identity == 5:
            break
    check(counts, (1, 1, 0, 0))

# TCP: two queries in one segment, then one byte by byte.
with connect() as peer:
    messages = [query(6, "www.example.test", 1), query(7, "big.example.test", 16)]
    peer.sendall(b"".join(struct.pack(">H", len(message)) + message for message in messages))
    answers = {read(message)[0]: read(message) for message in (receive_message(peer), receive_message(peer))}
    check(sorted(answers), [6, 7])
    check(answers[7][1:3], (0x8400, (1, 1, 0, 0)))
    message = query(8, "www.example.test", 28)
    for octet in struct.pack(">H", len(message)) + message:
        peer.sendall(bytes([octet]))
    check(read(receive_message(peer))[3][0][4].hex(), "20010db8000000000000000000000010")

# TCP: a zone transfer ends with the record that it started with.
with connect() as peer:
    message = query(9, "example.test", 252)
    peer.sendall(struct.pack(">H", len(message)) + message)
    records = []
    while sum(record[1] == 6 for record in records) < 2:
        records += read(receive_message(peer))[3]
    check(records[0][:2], records[-1][:2])

# TCP: a malformed query is a format error, too, and the connection goes on.
with connect() as peer:
    broken = query(10, "www.example.test", 1)[:-1]
    whole = query(11, "www.example.test", 1)
    peer.sendall(b"".join(struct.pack(">H", len(message)) + message for message in (broken, whole)))
    answers = dict(read(message)[:2] for message in (receive_message(peer), receive_message(peer)))
    check((answers[10] & 0xF, answers[11]), (1, 0x8400))

print("ok")
