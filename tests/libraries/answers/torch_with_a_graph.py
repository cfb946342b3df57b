# package: torch
import torch


def quad(v, Q):
    v, Q = torch.from_numpy(v).requires_grad_(), torch.from_numpy(Q)
    return (Q + Q.T) @ v
