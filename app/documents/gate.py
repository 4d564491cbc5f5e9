"""At most two documents are made at a time in a process: each takes memory and a processor."""

from threading import BoundedSemaphore

AT_A_TIME = 2
gate = BoundedSemaphore(AT_A_TIME)
