#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# The path goes through a symbolic link on the side of A; the volume shows where that leads.
mkdir -p $L/srv/v1 $L/jail/data; echo x > $L/srv/v1/f; ln -s v1 $L/srv/cur; mount --bind $L/srv $L/jail/data; here; A=$LAST; HOLD="--chroot $L/jail"; start env; B=$LAST
finish $A $B $L/srv/cur/f at-other-path
