#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# The mount lies below B's chroot.
mkdir -p $L/jail/d; mount -t tmpfs m $L/jail/d; touch $L/jail/d/f; here; A=$LAST; HOLD="--chroot $L/jail"; start env; B=$LAST
finish $A $B $L/jail/d/f at-other-path
