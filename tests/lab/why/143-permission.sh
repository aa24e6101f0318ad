#!/bin/bash
. "$(dirname "$0")/lib.sh"; needroot; lab "$@"
# Control: one namespace, and a directory that B may not search.
mkdir -p $L/d; echo x >$L/d/f; chmod 700 $L/d; here; A=$LAST; HOLD="--uid 1500"; here; B=$LAST
finish $A $B $L/d/f same-namespace
