"""A memcached client by hand, with nothing of this repository in it: python3 peer.py PORT. It prints "ok" when the server did all as the specification says."""
import socket
import struct
import sys

HEADER = struct.Struct(">BBHBBHIIQ")  # magic, opcode, key length, extras length, data type, vbucket or status, body length, opaque, cas


def request(opcode, extras=b"", key=b"", value=b"", opaque=0, cas=0, key_length=None):
    length = len(key) if key_length is None else key_length
    return HEADER.pack(0x80, opcode, length, len(extras), 0, 0, len(extras) + len(key) + len(value), opaque, cas) + extras + key + value


class Peer:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise EOFError(data)
            data += part
        return data

    def response(self):
        magic, opcode, key_length, extras_length, data_type, status, body_length, opaque, cas = HEADER.unpack(self.read(HEADER.size))
        body = self.read(body_length)
        assert magic == 0x81 and data_type == 0, (magic, data_type)
        extras, key, value = body[:extras_length], body[extras_length:extras_length + key_length], body[extras_length + key_length:]
        return opcode, status, extras, key, value, opaque, cas

    def call(self, *arguments, **named):
        self.socket.sendall(request(*arguments, **named))
        return self.response()

    def at_end(self):
        return self.socket.recv(1) == b""


def expect(actual, expected):
    assert actual == expected, f"{actual} is not {expected}"


peer = Peer(int(sys.argv[1]))

# flush, without and with its optional extras
expect(peer.call(0x08, opaque=1), (0x08, 0, b"", b"", b"", 1, 0))
expect(peer.call(0x08, struct.pack(">I", 0), opaque=2), (0x08, 0, b"", b"", b"", 2, 0))
expect(peer.call(0x08, bytes(8), opaque=3), (0x08, 4, b"", b"", b"Invalid arguments", 3, 0))

# set and get: flags, value, opaque and cas
opcode, status, extras, key, value, opaque, cas = peer.call(0x01, struct.pack(">II", 0xDEADBEEF, 0), b"py", b"value", opaque=0x01020304)
expect((opcode, status, extras, key, value, opaque), (0x01, 0, b"", b"", b"", 0x01020304))
expect(peer.call(0x00, key=b"py", opaque=5), (0x00, 0, b"\xde\xad\xbe\xef", b"", b"value", 5, cas))
expect(peer.call(0x0C, key=b"py", opaque=6), (0x0C, 0, b"\xde\xad\xbe\xef", b"py", b"value", 6, cas))
expect(peer.call(0x00, key=b"none", opaque=7), (0x00, 1, b"", b"", b"Not found", 7, 0))
expect(peer.call(0x0C, key=b"none", opaque=8), (0x0C, 1, b"", b"none", b"", 8, 0))

# a version that has passed
expect(peer.call(0x01, struct.pack(">II", 0, 0), b"py", b"x", opaque=9, cas=cas + 1000)[:5], (0x01, 2, b"", b"", b"Data exists for key."))

# numbers: 8 bytes in the response, digits in the item
expect(peer.call(0x05, struct.pack(">QQI", 1, 41, 0), b"number", opaque=10)[4], struct.pack(">Q", 41))
expect(peer.call(0x05, struct.pack(">QQI", 1, 41, 0), b"number", opaque=11)[4], struct.pack(">Q", 42))
expect(peer.call(0x00, key=b"number")[4], b"42")
expect(peer.call(0x05, struct.pack(">QQI", 1, 0, 0), b"py")[1:5], (6, b"", b"", b"Non-numeric server-side value for incr or decr"))

# quiet requests in one write, ended by a no-op: only the hit, the failure and the no-op are answered
peer.socket.sendall(
    request(0x09, key=b"none", opaque=20)
    + request(0x0D, key=b"py", opaque=21)
    + request(0x11, struct.pack(">II", 0, 0), b"quiet", b"q", opaque=22)
    + request(0x12, struct.pack(">II", 0, 0), b"quiet", b"q", opaque=23)
    + request(0x0A, opaque=24))
for expected in [(0x0D, 0, 21), (0x12, 2, 23), (0x0A, 0, 24)]:
    answer = peer.response()
    expect((answer[0], answer[1], answer[5]), expected)

# a request that comes byte by byte
for byte in request(0x00, key=b"quiet", opaque=30):
    peer.socket.sendall(bytes([byte]))
expect(peer.response()[4:6], (b"q", 30))

# statistics: one response each, the last without key and value
peer.socket.sendall(request(0x10, opaque=40))
names = set()
while True:
    opcode, status, extras, key, value, opaque, _ = peer.response()
    expect((opcode, status, extras, opaque), (0x10, 0, b"", 40))
    if not key:
        expect(value, b"")
        break
    names.add(key)
assert {b"pid", b"version", b"curr_items"} <= names, names

# what nobody declared, what has the wrong shape, and lengths that do not agree: refused, and the connection goes on
expect(peer.call(0x77, opaque=50), (0x77, 0x81, b"", b"", b"Unknown command", 50, 0))
expect(peer.call(0x77, b"abcd", b"key", b"value", opaque=51), (0x77, 0x81, b"", b"", b"Unknown command", 51, 0))
expect(peer.call(0x00, b"abcd", b"py", opaque=52), (0x00, 4, b"", b"", b"Invalid arguments", 52, 0))
expect(peer.call(0x01, b"", b"py", b"value", opaque=53), (0x01, 4, b"", b"", b"Invalid arguments", 53, 0))
expect(peer.call(0x00, key=b"py", key_length=9, opaque=54), (0x00, 4, b"", b"", b"Invalid arguments", 54, 0))
expect(peer.call(0x00, key=b"k" * 251, opaque=55), (0x00, 4, b"", b"", b"Invalid arguments", 55, 0))
expect(peer.call(0x0A, opaque=56), (0x0A, 0, b"", b"", b"", 56, 0))

# quit is answered, and then the server closes; what comes behind it is not handled
peer.socket.sendall(request(0x07, opaque=60) + request(0x01, struct.pack(">II", 0, 0), b"behind quit", b"x", opaque=61))
expect(peer.response(), (0x07, 0, b"", b"", b"", 60, 0))
assert peer.at_end()

other = Peer(int(sys.argv[1]))
expect(other.call(0x00, key=b"behind quit")[1], 1)
other.socket.sendall(request(0x17))
assert other.at_end()

# a frame that is none ends the connection, and nothing else
bad = Peer(int(sys.argv[1]))
bad.socket.sendall(b"get py\r\n" + bytes(16))
assert bad.at_end()
expect(Peer(int(sys.argv[1])).call(0x00, key=b"py")[4], b"value")

print("ok")
