#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Aloud developers
#
# usage: runtime.sh TREE FOLDER PLATFORM SDK BRANCH      (as root)
# Makes a runtime and its SDK from a Debian 13 root tree, unless FOLDER has them, and installs them in FOLDER/user. They
# bear the names the manifest asks for, and stand in for the real ones where these cannot be had.
set -euo pipefail
tree=$1 folder=$2 platform=$3 sdk=$4 branch=$5
export FLATPAK_USER_DIR=$folder/user
arch=$(flatpak --default-arch)
stamp=$folder/made-from
made_from="$platform $sdk $branch $(cat "$tree/var/lib/aloud-packages")"
[ "$(cat "$stamp" 2>/dev/null)" = "$made_from" ] && exit 0

rm -rf "$folder"; mkdir -p "$folder"
ostree init --repo="$folder/repo" --mode=bare-user-only
for name in "$platform" "$sdk"; do
  root=$folder/roots/$name
  mkdir -p "$root"
  # Hard links: seconds, and no room. /etc is what the sandbox gets as /usr/etc.
  cp -al "$tree/usr" "$root/files"
  cp -a "$tree/etc" "$root/files/etc"
  rm -rf "$root"/files/share/{doc,man} "$root"/files/etc/{shadow,gshadow}*
  # Flatpak runs it from /usr/bin.
  [ -e "$root/files/bin/ldconfig" ] || ln -s ../sbin/ldconfig "$root/files/bin/ldconfig"
  if [ "$name" = "$platform" ]; then
    rm -rf "$root"/files/{include,lib/gcc,libexec/gcc,share/gir-1.0}
    find "$root/files/lib" -name '*.a' -delete
    # GNOME's has neither ears nor voice.
    find "$root/files/lib" \( -name 'libflite*' -o -name 'libpocketsphinx*' -o -name libgstflite.so -o -name libgstpocketsphinx.so \) -delete
  fi
  # What flatpak-builder has the SDK make a catalogue entry with, and Debian 13 has not: the metainfo is the entry.
  cat >"$root/files/bin/appstream-compose" <<'TEXT'
#!/bin/sh
for last; do :; done
mkdir -p /app/share/app-info/xmls
{ echo '<components version="0.14" origin="flatpak">'
  grep -v '^<?xml' "/app/share/appdata/$last.appdata.xml"
  echo '</components>'; } | gzip -n >"/app/share/app-info/xmls/$last.xml.gz"
TEXT
  chmod +x "$root/files/bin/appstream-compose"
  find "$root/files" \( -type b -o -type c -o -type p -o -type s \) -delete
  find "$root/files" -type f -perm /6000 -exec chmod -s {} +
  cat >"$root/metadata" <<TEXT
[Runtime]
name=$name
runtime=$platform/$arch/$branch
sdk=$sdk/$arch/$branch

[Environment]
GI_TYPELIB_PATH=/app/lib/girepository-1.0
GST_PLUGIN_SYSTEM_PATH_1_0=/app/lib/gstreamer-1.0:/usr/lib/$(chroot "$tree" gcc -print-multiarch)/gstreamer-1.0
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share
TEXT
  flatpak build-export --runtime --files=files --no-update-summary "$folder/repo" "$root" "$branch" >/dev/null
done
rm -rf "$folder/roots"
flatpak build-update-repo "$folder/repo" >/dev/null
flatpak --user remote-add --no-gpg-verify stand-in "file://$folder/repo"
flatpak --user install -y --noninteractive stand-in "$platform//$branch" "$sdk//$branch" >/dev/null
[ -z "${SUDO_UID:-}" ] || chown -R "$SUDO_UID:$SUDO_GID" "$folder"
echo "$made_from" >"$stamp"
