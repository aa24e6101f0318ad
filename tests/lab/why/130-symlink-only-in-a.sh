#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A symbolic link to a directory is a directory in B.
mkdir -p $L/v $L/links; echo x >$L/v/f; ln -s $L/v $L/links/cur; here; A=$LAST; start unshare -m; B=$LAST
inns $B sh -c "mount -t tmpfs l $L/links; mkdir $L/links/cur"
finish $A $B $L/links/cur/f symlink-differs
