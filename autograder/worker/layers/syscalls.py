"""Which system calls student code may make, and with which arguments; all else is refused.

A name that an architecture does not have is passed over. Numbers: the kernel's headers under
include/uapi.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

__all__ = ["OWN_PID", "Condition", "Rule", "rules"]

OWN_PID: Final = 0x5EC0D00D
"""Stands for the worker's process id, which replaces it when the compiled program is loaded."""


class Condition(Struct, frozen=True):
    """The bits ``mask`` (None: all) of one argument, counted from 0, must be ``value``."""

    argument: int
    value: int
    mask: int | None = None


class Rule(Struct, frozen=True):
    """What becomes of a call if every condition holds: carried out, or an error (0: none)."""

    name: str
    answer: Literal["allow"] | int = "allow"
    conditions: tuple[Condition, ...] = ()


def rules(*, writing: bool) -> Iterator[Rule]:
    """Yield the rules; ``writing`` where another layer keeps writes in the worker's folder."""
    yield from map(Rule, f"{_MEMORY} {_THREADS} {_TIME} {_SELF} {_DESCRIPTORS} {_FILES}".split())
    yield from (Rule(name, errno.ENOSYS) for name in _USE_THE_OLDER.split())
    yield from (Rule(name, 0) for name in _PRETENDED.split())
    yield from _guarded()
    if writing:
        yield from map(Rule, _WRITING.split())
    for name, argument in (("open", 1), ("openat", 2)):
        yield from (
            Rule(name, conditions=(mode,)) for mode in _open_modes(argument, writing=writing)
        )


_MEMORY: Final = "brk munmap mprotect mremap madvise msync mlock munlock membarrier"
_THREADS: Final = """
    futex futex_waitv set_robust_list rseq set_tid_address gettid arch_prctl exit exit_group
    restart_syscall
    sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
    sched_get_priority_min
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait
    sigaltstack pause
    wait4 waitid
"""
_TIME: Final = """
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getitimer
    setitimer alarm
"""
_SELF: Final = """
    getpid getppid getpgid getpgrp getsid getuid geteuid getgid getegid getresuid getresgid
    getgroups
    getrlimit setrlimit getrusage getpriority getcpu uname sysinfo getrandom capget umask
"""
_DESCRIPTORS: Final = """
    read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range dup dup2 dup3
    pipe pipe2
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd
    eventfd2
    fsync fdatasync fadvise64 readahead sendfile copy_file_range
"""
_FILES: Final = """
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat
    getdents getdents64 getcwd chdir fchdir getxattr lgetxattr fgetxattr listxattr llistxattr
    flistxattr
"""
# No truncate, link or mknod: Landlock's first versions do not stop the first, and nobody needs the
# others.
_WRITING: Final = """
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 symlink symlinkat
    ftruncate fallocate
"""
_USE_THE_OLDER: Final = "clone3 openat2"
"""Their arguments lie in memory, where no filter can look; libraries have older calls."""
_PRETENDED: Final = """
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat
    setxattr lsetxattr fsetxattr
"""
"""What Landlock does not stop and nobody misses: ``shutil.copy`` goes on as if it had been done."""

_SHARED: Final = 0x01
_ANONYMOUS: Final = 0x20
_NEW_NAMESPACES: Final = 0x7E02_0000
_CLONE_THREAD: Final = 0x0001_0000
_FCNTL: Final = (0, 1, 2, 3, 4, 5, 6, 7, 1030)
"""Duplicate, flags, locks. Not F_SETOWN and F_SETSIG, which together send signals to anybody."""
_IOCTL: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: a terminal, how much to read."""
_PRCTL: Final = (3, 15, 16, 21, 23, 39, 0x53564D41)
"""Get dumpable; a thread's name; get seccomp, bounding set, no_new_privs; name memory."""


def _guarded() -> Iterator[Rule]:
    """Yield the rules for calls that are harmless with some arguments only."""
    thread = Condition(0, _CLONE_THREAD, _CLONE_THREAD | _NEW_NAMESPACES)
    yield Rule("clone", conditions=(thread,))
    # Memory that is shared with nobody else is bounded by none of the limits.
    for kind in (0, _SHARED, _ANONYMOUS):
        yield Rule("mmap", conditions=(Condition(3, kind, _SHARED | _ANONYMOUS),))
    for name in ("kill", "tgkill", "prlimit64"):
        yield Rule(name, conditions=(Condition(0, OWN_PID),))
    yield Rule("prlimit64", conditions=(Condition(0, 0),))
    yield from (Rule("fcntl", conditions=(Condition(1, command),)) for command in _FCNTL)
    yield from (Rule("ioctl", conditions=(Condition(1, command),)) for command in _IOCTL)
    yield from (Rule("prctl", conditions=(Condition(0, option),)) for option in _PRCTL)


def _open_modes(argument: int, *, writing: bool) -> Iterator[Condition]:
    """Yield the ways in which a file may be opened; truncating it while reading is none of them."""
    if not writing:
        yield Condition(argument, os.O_RDONLY, os.O_ACCMODE | os.O_CREAT | os.O_TRUNC)
        return
    yield Condition(argument, 0, os.O_TRUNC)
    yield Condition(argument, os.O_WRONLY, os.O_ACCMODE)
    yield Condition(argument, os.O_RDWR, os.O_ACCMODE)
