#!/bin/bash
. "$(dirname "$0")/lib.sh"; needroot; lab "$@"
# A directory on the way belongs to nobody there, and others may not search it.
mkdir -p $L/p/d/e; mount -t tmpfs m $L/p; mkdir -p $L/p/d/e; touch $L/p/d/e/f; chown 1234:1234 $L/p/d; chmod 700 $L/p/d; here; A=$LAST; start unshare -Umr; B=$LAST
finish $A $B $L/p/d/e/f uid-unmapped
