#!/bin/bash
. "$(dirname "$0")/lib.sh"; needroot; lab "$@"
# B is root of a user namespace in which the file belongs to nobody, and its mode lets others not read it.
mkdir -p $L/p; mount -t tmpfs m $L/p; touch $L/p/f; chown 1234:1234 $L/p/f; chmod 600 $L/p/f; here; A=$LAST; start unshare -Umr; B=$LAST
finish $A $B $L/p/f uid-unmapped
