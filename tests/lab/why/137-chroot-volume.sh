#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A directory is bound below B's chroot.
mkdir -p $L/srv $L/jail/data; mount -t tmpfs m $L/srv; touch $L/srv/f; mount --bind $L/srv $L/jail/data; here; A=$LAST; HOLD="--chroot $L/jail"; start env; B=$LAST
finish $A $B $L/srv/f at-other-path
