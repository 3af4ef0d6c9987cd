"""A memcached client by hand that moves values of many megabytes in pieces of odd sizes: python3 streamer.py PORT. It prints "ok" when all came back as it was sent."""
import hashlib
import random
import socket
import struct
import sys

HEADER = struct.Struct(">BBHBBHIIQ")  # magic, opcode, key length, extras length, data type, vbucket or status, body length, opaque, cas
LENGTH = 23_456_789

pieces = random.Random(11)
value = random.Random(5).randbytes(LENGTH)
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60)


def send(data):
    start = 0
    while start < len(data):
        size = pieces.choice((1, 2, 3, 1_000, 4_095, 65_537, 1_000_003))
        connection.sendall(data[start:start + size])
        start += size


def read(count):
    parts = []
    while count:
        part = connection.recv(min(count, pieces.choice((1, 7, 4_096, 1_000_003))))
        if not part:
            raise EOFError(count)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def response():
    magic, opcode, key_length, extras_length, data_type, status, body_length, opaque, cas = HEADER.unpack(read(HEADER.size))
    assert magic == 0x81 and key_length == 0, (magic, key_length)
    return opcode, status, opaque, read(body_length)[extras_length:]


def expect(actual, expected):
    assert actual == expected, f"{actual} is not {expected}"


def set_(key, data, opaque):
    return HEADER.pack(0x80, 0x01, len(key), 8, 0, 0, 8 + len(key) + len(data), opaque, 0) + struct.pack(">II", 1, 0) + key + data


def get(key, opaque):
    return HEADER.pack(0x80, 0x00, len(key), 0, 0, 0, len(key), opaque, 0) + key


# one value, and a request right behind it
send(set_(b"large", value, 1) + get(b"none", 2))
expect(sorted(response()[:3] for _ in range(2)), [(0x00, 1, 2), (0x01, 0, 1)])

# there and back, twice in a row without waiting
send(get(b"large", 3) + get(b"large", 4))
for _ in range(2):
    opcode, status, opaque, data = response()
    expect((opcode, status, hashlib.sha256(data).hexdigest()), (0x00, 0, hashlib.sha256(value).hexdigest()))

# small values between large ones
send(set_(b"small", b"", 5) + set_(b"large", value[::-1], 6) + set_(b"small", b"x", 7) + get(b"none", 8))
expect(sorted(response()[2] for _ in range(4)), [5, 6, 7, 8])
send(get(b"large", 9))
expect(hashlib.sha256(response()[3]).hexdigest(), hashlib.sha256(value[::-1]).hexdigest())

# a value that the server refuses is passed over, and the next request is in step
huge = HEADER.pack(0x80, 0x01, 1, 8, 0, 0, 9 + 80_000_000, 10, 0) + struct.pack(">II", 1, 0) + b"k"
send(huge)
for _ in range(80):
    connection.sendall(bytes(1_000_000))
send(get(b"none", 11))
expect(sorted(response()[:3] for _ in range(2)), [(0x00, 1, 11), (0x01, 3, 10)])
print("ok")
