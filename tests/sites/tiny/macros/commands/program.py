import sys


def run(command):
    sys.exit(command())
