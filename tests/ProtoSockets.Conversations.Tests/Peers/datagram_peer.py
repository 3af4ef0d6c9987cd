"""A client of the default envelope over datagrams, by nothing but its description: greets, calls, and gives calls up.

usage: datagram_peer.py PORT HELLO    (UDP; HELLO in hex)
       datagram_peer.py @NAME HELLO   (a Unix socket)
"""
import os
import socket
import struct
import sys

HEADER = struct.Struct(">IBBHI")
REQUEST, REPLY, HELLO, CANCEL = 2, 3, 5, 7
SAIL, DOCKED, HAIL = 1, 2, 3

where = sys.argv[1]
if where.startswith("@"):
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    peer.bind("\0protosockets-test-%d" % os.getpid())
    peer.connect("\0" + where[1:])
else:
    peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    peer.connect(("127.0.0.1", int(where)))


def send(kind, deadline, message, correlation, body=b""):
    peer.send(HEADER.pack(HEADER.size + len(body), kind, deadline, message, correlation) + body)


peer.send(bytes.fromhex(sys.argv[2]))
answer = peer.recv(65536)
assert HEADER.unpack(answer[:12])[1] == HELLO and answer[12:16] == b"PSKT", answer
print("the server understands %02x" % answer[17], flush=True)

send(REQUEST, 0, SAIL, 0xCAFE0001, struct.pack(">i", 1))
send(CANCEL, 0, 0, 0xCAFE0001)
send(REQUEST, 1, SAIL, 0xCAFE0002, struct.pack(">i", 2))
send(REQUEST, 0x77, HAIL, 0xCAFE0003, struct.pack(">i", 33))

answer = peer.recv(65536)
length, kind, _, message, correlation = HEADER.unpack(answer[:12])
assert (length, kind, message, correlation) == (len(answer), REPLY, DOCKED, 0xCAFE0003), answer
print("answered %d" % struct.unpack(">i", answer[12:])[0], flush=True)
