"""A service manager, sd_listen_fds(3): binds sockets, starts a program with them as descriptors from 3 on, and looks at them when it has ended.

usage: activate.py SOCKET... -- PROGRAM ARGUMENT...     SOCKET: NAME=tcp, NAME=udp, NAME=unix:PATH
"""
import os
import socket
import struct
import sys

split = sys.argv.index("--")
program = sys.argv[split + 1:]
names, sockets = [], []
for argument in sys.argv[1:split]:
    name, kind = argument.split("=", 1)
    if kind.startswith("unix:"):
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        bound.bind(kind[len("unix:"):])
    else:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
        bound.bind(("127.0.0.1", 0))
    if bound.type == socket.SOCK_STREAM:
        bound.listen(10)
    names.append(name)
    sockets.append(bound)

addresses = [a if isinstance(a, str) else "%s:%d" % a for a in (s.getsockname() for s in sockets)]
print("addresses", *addresses, flush=True)

child = os.fork()
if child == 0:
    # Out of the way first: a descriptor may have the number that another is to get.
    high = [os.dup2(bound.fileno(), 100 + index) for index, bound in enumerate(sockets)]
    for index, descriptor in enumerate(high):
        os.dup2(descriptor, 3 + index, inheritable=True)
        os.close(descriptor)
    environment = dict(os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(sockets)), LISTEN_FDNAMES=":".join(names))
    os.execvpe(program[0], program, environment)

_, status = os.waitpid(child, 0)
print("exit", os.waitstatus_to_exitcode(status), flush=True)
for name, bound in zip(names, sockets):
    listening = bound.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    linger = struct.unpack("ii", bound.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8))[0]
    print("left", name, "listening" if listening else "idle", "resetting" if linger else "orderly", flush=True)
