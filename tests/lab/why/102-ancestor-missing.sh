#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A mounted a disk after B was made, and another on it.
mkdir $L/p; here; A=$LAST; start unshare -m; B=$LAST
inns $A sh -c "mount -t tmpfs new $L/p; mkdir -p $L/p/x/y; mount -t tmpfs two $L/p/x; mkdir $L/p/x/z"
finish $A $B $L/p/x/z ancestor-missing
