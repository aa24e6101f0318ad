"""Where a program on a terminal of ours starts: `python -I -S terminal_start.py PROGRAM ARGUMENTS...`, in a new session of processes.

Its standard input is the terminal, which becomes its controlling one: only the leader of the session itself can say so (tty_ioctl(4)).
"""

import fcntl
import os
import sys
import termios

if __name__ == "__main__":
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.execvp(sys.argv[1], sys.argv[1:])
