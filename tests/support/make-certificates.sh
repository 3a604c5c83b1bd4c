#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: make-certificates.sh DIRECTORY
# Writes ca.pem, an authority of the tests alone, and servers' certificates with their keys, signed by it:
#   here.pem, here.key            for 127.0.0.1 and localhost
#   elsewhere.pem, elsewhere.key  for another host
#   expired.pem, expired.key      for 127.0.0.1 and localhost, in 2020
#   early.pem, early.key          for 127.0.0.1 and localhost, from 2090 on
# and alone.pem, alone.key        for 127.0.0.1 and localhost, signed by nobody but itself
set -eu
cd "$1"
umask 077

key () {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null
}

key ca
openssl req -x509 -new -key ca.key -days 3650 -subj "/CN=Authority of the tests" -out ca.pem \
  -addext "keyUsage=critical,keyCertSign,cRLSign"

# usage: server NAME SUBJECT-ALT-NAME SERIAL
server () {
  key "$1"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$2" > "$1.extensions"
  openssl req -new -key "$1.key" -subj "/CN=$1" |
    openssl x509 -req -CA ca.pem -CAkey ca.key -set_serial "$3" -days 3650 -extfile "$1.extensions" -out "$1.pem" 2>/dev/null
  rm "$1.extensions"
}

# usage: dated NAME START END, as YYYYMMDDHHMMSSZ; "openssl x509" knows days from now alone
dated () {
  key "$1"
  : > dated.index
  cat > dated.conf <<END
[ca]
default_ca = here
[here]
database = dated.index
rand_serial = yes
default_md = sha256
policy = anything
x509_extensions = server
[anything]
commonName = supplied
[server]
subjectAltName = DNS:localhost,IP:127.0.0.1
extendedKeyUsage = serverAuth
END
  openssl req -new -key "$1.key" -subj "/CN=$1" -out dated.csr
  openssl ca -batch -notext -config dated.conf -cert ca.pem -keyfile ca.key -startdate "$2" -enddate "$3" \
    -outdir . -in dated.csr -out "$1.pem" 2>/dev/null
  rm -f dated.* [0-9A-F][0-9A-F]*.pem
}

server here DNS:localhost,IP:127.0.0.1 2
server elsewhere DNS:elsewhere.example 3
dated expired 20200101000000Z 20200201000000Z
dated early 20900101000000Z 20910101000000Z
rm ca.key
key alone
openssl req -x509 -new -key alone.key -days 3650 -subj "/CN=alone" -out alone.pem \
  -addext "subjectAltName=DNS:localhost,IP:127.0.0.1"
