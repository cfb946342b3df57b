# package: torch
import torch


def quad(v, Q):
    v, Q = torch.from_numpy(v).requires_grad_(), torch.from_numpy(Q)
    (v.T @ Q @ v).backward()
    return v.grad
