"""An independent peer: Python's socket module on the other end.

usage: peer.py stream-server tcp | tcp6 | unix:PATH         answers what it received, reversed, when the client has sent its last
       peer.py stream-client tcp:HOST:PORT | unix:PATH      sends, ends its side, and prints what it received until the end
       peer.py datagram-server udp | udp6 | unix:PATH       answers one datagram, reversed
       peer.py datagram-client udp:HOST:PORT | unix:PATH    sends a datagram and prints the answer
"""
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
