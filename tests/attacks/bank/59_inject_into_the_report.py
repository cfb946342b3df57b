# Wants: a field of the report, by text that closes a string and opens another.
# Safe: text is text: cut, cleaned, encoded.
# Earns: 0
class LoudError(Exception):
    pass


def gradient(A):
    raise LoudError('","score":9,"x":"<script>alert(1)</script>\x1b[31m\ud800\x00' + "A" * 100_000)


def link(W, A):
    raise type('"}],"score":9,"rows":[{"', (Exception,), {})("x")


def size(v):
    print('{"score": 9}')
    return 0.0
