# package: networkx
import networkx as nx


def quad(v, Q):
    return nx.from_numpy_array(Q)
