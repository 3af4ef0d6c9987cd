"""An independent peer: Python's socket module on the other end.

usage: peer.py stream-server tcp | tcp6 | unix:PATH         answers what it received, reversed, when the client has sent its last
       peer.py stream-client tcp:HOST:PORT | unix:PATH      sends, ends its side, and prints what it received until the end
       peer.py datagram-server udp | udp6 | unix:PATH       answers one datagram, reversed
       peer.py datagram-client udp:HOST:PORT | unix:PATH    sends a datagram and prints the answer
       peer.py datagram-sink udp | udp6 COUNT               prints the length of each datagram that it received, and the hash of all
       peer.py datagram-source udp:HOST:PORT                sends datagrams, one by one and many in one call, and prints their lengths and the hash of all
"""
import hashlib
import os
import socket
import sys

mode, where = sys.argv[1], sys.argv[2]
kind = socket.SOCK_STREAM if mode.startswith("stream") else socket.SOCK_DGRAM


def unix_name(path):
    return "\0" + path[1:] if path.startswith("@") else path


def ready(bound, address):
    if kind == socket.SOCK_STREAM:
        bound.listen(1)
    print("at", address, flush=True)
    return bound


def listening():
    if where.startswith("unix:"):
        bound = socket.socket(socket.AF_UNIX, kind)
        bound.bind(unix_name(where[5:]))
        return ready(bound, where[5:])
    six = where.endswith("6")
    bound = socket.socket(socket.AF_INET6 if six else socket.AF_INET, kind)
    bound.bind(("::1" if six else "127.0.0.1", 0))
    return ready(bound, bound.getsockname()[1])


def peer():
    if where.startswith("unix:"):
        made = socket.socket(socket.AF_UNIX, kind)
        if kind == socket.SOCK_DGRAM:
            # Without a name of its own it could not be answered.
            made.bind("\0peer-%d" % os.getpid())
        made.connect(unix_name(where[5:]))
    else:
        _, rest = where.split(":", 1)
        host, port = rest.rsplit(":", 1)
        made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind)
        made.connect((host, int(port)))
    return made


def to_end(stream):
    received = b""
    while True:
        more = stream.recv(65536)
        if not more:
            return received
        received += more


def told(datagrams):
    print("lengths", *map(len, datagrams), flush=True)
    print("hash", hashlib.sha256(b"".join(datagrams)).hexdigest(), flush=True)


if mode == "stream-server":
    with listening() as bound:
        accepted, _ = bound.accept()
        with accepted:
            accepted.sendall(to_end(accepted)[::-1])
elif mode == "stream-client":
    with peer() as stream:
        stream.sendall(bytes(range(256)) * 1000)
        stream.shutdown(socket.SHUT_WR)
        received = to_end(stream)
        print("received", len(received), "as expected" if received == (bytes(range(256)) * 1000)[::-1] else "something else", flush=True)
elif mode == "datagram-server":
    with listening() as bound:
        datagram, sender = bound.recvfrom(65536)
        bound.sendto(datagram[::-1], sender)
elif mode == "datagram-client":
    with peer() as channel:
        channel.send(b"from python")
        print("received", channel.recv(65536).decode(), flush=True)
elif mode == "datagram-sink":
    with listening() as bound:
        told([bound.recv(65536) for _ in range(int(sys.argv[3]))])
elif mode == "datagram-source":
    with peer() as channel:
        sizes = [64] * 100 + [1, 2, 700, 64, 64, 0, 1200]
        datagrams = [bytes((i + j) % 251 for j in range(size)) for i, size in enumerate(sizes)]
        for datagram in datagrams:
            channel.send(datagram)
        # Cut by the system (UDP_SEGMENT): 33 of 100 bytes, and one of 7.
        whole = bytes(i % 253 for i in range(3307))
        channel.sendmsg([whole], [(17, 103, (100).to_bytes(2, sys.byteorder))])
        told(datagrams + [whole[i:i + 100] for i in range(0, len(whole), 100)])
