# package: mygrad
import mygrad as mg


def quad(v, Q):
    t = mg.tensor(v)
    mg.sum(mg.matmul(t.T, mg.matmul(Q, t))).backward()
    return t.grad
