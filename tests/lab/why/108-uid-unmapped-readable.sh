#!/bin/bash
. "$(dirname "$0")/lib.sh"; needroot; lab "$@"
# Control: the file belongs to nobody there, but everybody may read it.
mkdir -p $L/p; mount -t tmpfs m $L/p; touch $L/p/f; chown 1234:1234 $L/p/f; chmod 644 $L/p/f; here; A=$LAST; start unshare -Umr; B=$LAST
finish $A $B $L/p/f same-view
