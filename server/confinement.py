"""What a child process does to itself before it touches a query: it cannot outlive or reach out.

Oxigraph fetches SERVICE and LOAD addresses by itself; the guard refuses them before evaluation,
and a network namespace without a network makes a slip of the guard harmless where the system
allows it (Linux, as root or with user namespaces).
"""

import ctypes
import os
import resource
import signal
import sys
import threading
import time

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
# Oxigraph's parser and evaluator recurse; 8 MiB end at some 3,000 nested brackets.
_STACK = 100 * 1024 * 1024
# How long after its deadline a child whose parent forgot it ends itself.
GRACE = 5.0


def confine() -> bool:
    """Prepare this process for strangers' queries; tells whether it lost the network."""
    offline = restrict()
    follow(os.getppid())
    return offline


def follow(parent: int) -> None:
    """End this process when its parent has ended."""
    threading.Thread(target=_follow_parent, args=(parent,), daemon=True).start()


def restrict() -> bool:
    """Set the limits that a fork inherits; tells whether the process lost the network."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    if hard == resource.RLIM_INFINITY or hard >= _STACK:
        resource.setrlimit(resource.RLIMIT_STACK, (_STACK, hard))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return _leave_network()


def set_alarm(seconds: float) -> None:
    """Let the kernel end this process after so many seconds, whatever it is doing then."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))


def clear_alarm() -> None:
    """Take the alarm back: the job is done."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def _leave_network() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    return bool(library.unshare(flags) == 0)


def _follow_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)
