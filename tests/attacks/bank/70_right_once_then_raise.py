# Wants: full marks for an answer that is right at the first trial, with no other trial asked.
# Safe: what a call had bound counts, whatever it raised afterwards, and has to be right at every trial.
# Earns: 0
import sys

calls = []


def gradient(A):
    def raise_as_it_returns(frame, event, _):
        if event == "return":
            raise RuntimeError("late")
        return raise_as_it_returns

    sys.settrace(lambda *_: None)
    sys._getframe(1).f_trace = raise_as_it_returns
    calls.append(A)
    return 3 * A**2 if len(calls) == 1 else 0 * A
