"""A server behind a socket of the file system, of systemd, or of an address."""
import os
import signal
import socket
import sys
import time

def ask(family, address):
    for _ in range(200):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as s:
                s.settimeout(10)
                s.connect(address)
                s.sendall(b"GET /v1/search?q=Hafen HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                got = b""
                while chunk := s.recv(65536):
                    got += chunk
                return got
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.05)
    raise AssertionError("nobody answers")

def systemd(program):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.bind(("127.0.0.1", 0))
        s.listen(16)
        child = os.fork()
        if child == 0:
            os.dup2(s.fileno(), 3)
            os.set_inheritable(3, True)
            environment = dict(os.environ, LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
            os.execve(program, [program, "serve", "-i", "index", "--listen", "systemd"], environment)
        got = ask(socket.AF_INET, s.getsockname())
        os.kill(child, signal.SIGTERM)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0, status
        return got

kind, where = sys.argv[1], sys.argv[2]
if kind == "unix":
    answer = ask(socket.AF_UNIX, where)
elif kind == "address":
    answer = ask(socket.AF_INET, ("127.0.0.1", int(where)))
else:
    answer = systemd(where)
assert answer.startswith(b"HTTP/1.1 200 "), answer
