"""A peer of the default envelope, by nothing but its description: shakes hands with a server and with a client, and answers pings.

usage: envelope_peer.py PORT HELLO    (HELLO in hex)
Says where it listens, and "answered N" after 6 pings.
"""
import select
import socket
import struct
import sys

HEADER = struct.Struct(">IBBHI")
HELLO, PING, PONG = 5, 9, 10

hello = bytes.fromhex(sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
print("127.0.0.1:%d" % listener.getsockname()[1], flush=True)

server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
server.sendall(hello)
client, _ = listener.accept()
client.sendall(hello)


def read(peer, count):
    data = b""
    while len(data) < count:
        more = peer.recv(count - len(data))
        if not more:
            sys.exit("the other side has closed")
        data += more
    return data


answered = 0
while True:
    for peer in select.select([server, client], [], [])[0]:
        length, kind, _, _, _ = HEADER.unpack(read(peer, HEADER.size))
        read(peer, length - HEADER.size)
        if kind == PING:
            peer.sendall(HEADER.pack(HEADER.size, PONG, 0, 0, 0))
            answered += 1
            if answered == 6:
                print("answered 6", flush=True)
