# package: tensorflow
import tensorflow as tf


def quad(v, Q):
    v, Q = tf.Variable(v), tf.constant(Q)
    with tf.GradientTape() as tape:
        y = tf.transpose(v) @ Q @ v
    return tape.gradient(y, v)
