#!/usr/bin/env bash
# Passline and its peers in turn, in the same hour, under the same load.
#
#   benches/compare.sh PEERS_DIR [OUT.jsonl]
#
# PEERS_DIR holds the peers (run.sh, services.sh, floor/, ws-node/, socketio-node/). It is copied,
# so that nothing in it changes; in the copy each peer is made to broadcast item.prepared as well
# (5 events an order, as we do), and the load generator is ours.
#
# Knobs (environment): PEERS="floor ws-node socketio-node own", SCREENS="50 500 2000", RATE=10,
#   SECS=8, WARM=2, MAX=1 (then the highest rate held, see max.py), and those of run.sh.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 1 ] || { sed -n '2,12p' "$0"; exit 2; }
PEERS_DIR=$(cd "$1" && pwd)
OUT=${2:-$ROOT/target/compare.jsonl}
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
mkdir -p "$(dirname "$OUT")"
OUT=$(cd "$(dirname "$OUT")" && pwd)/$(basename "$OUT")

WORK=$(mktemp -d)
SERVICES=
stop() {
  [ -n "$SERVICES" ] && (cd "$WORK/peers" && ./services.sh stop "$SERVICES")
  rm -rf "$WORK"
}
trap stop EXIT

cp -r "$PEERS_DIR" "$WORK/peers"
chmod -R u+w "$WORK/peers"
cd "$WORK/peers"

# ---- a fair count: every peer tells its screens of each prepared item
tell() { # FILE ANCHOR LINE: puts LINE before the first line that begins with ANCHOR
  awk -v anchor="$2" -v line="$3" '
    !done && index($0, anchor) == 1 { print line; done = 1 }
    { print }
    END { exit !done }' "$1" >"$1.new" || { echo "$1: no line begins with: $2" >&2; exit 1; }
  mv "$1.new" "$1"
}
tell ws-node/server.js "    if (o?.status === 'ready')" \
  "    if (o) pub.publish('kds:' + o.location, JSON.stringify({ type: 'item.prepared', id: o.id, ref: o.ref, location: o.location, item_id, prepared_at: new Date() }));"
sed -i -e 's/^      let ready;$/      let ready, told;/' -e "s/^          if (o.status === 'ready') ready = o;/          told = o;\n&/" socketio-node/server.js
tell socketio-node/server.js "      if (ready) io.to(room(" \
  "      if (told) io.to(room(told.location)).emit('item.prepared', { type: 'item.prepared', id: told.id, ref: told.ref, location: told.location, item_id, prepared_at: new Date() });"
grep -q 'let ready, told;' socketio-node/server.js && grep -q 'told = o;' socketio-node/server.js ||
  { echo "socketio-node: the place to tell item.prepared was not found" >&2; exit 1; }

# ---- our load generator in the place of theirs
cargo build --quiet --release --manifest-path floor/Cargo.toml --target-dir "$WORK/peers/target"
(cd "$ROOT" && cargo build --quiet --release -p passline -p passline-benches --bin passline --bin passline-load)
cp "$TARGET/release/passline-load" target/release/kds-load

# ---- our server: a database of its own for each run, everything durable as it comes
cat >"$WORK/own.sh" <<EOF
#!/usr/bin/env bash
set -euo pipefail
name=passline_\$\$
psql -qX "\$DATABASE_URL" -c "CREATE DATABASE \$name"
exec "$TARGET/release/passline" serve --listen "127.0.0.1:\$PORT" --database-url "\${DATABASE_URL%/*}/\$name" \\
  --redis-url "\$REDIS_URL" --location-file "$ROOT/demo/passline.toml"
EOF
chmod +x "$WORK/own.sh"
export OWN_CMD="$WORK/own.sh" PASSLINE_LOG=${PASSLINE_LOG:-warn} WARM=${WARM:-2}

SERVICES=$(mktemp -d)
./services.sh start "$SERVICES" >/dev/null
export SERVICES
for screens in ${SCREENS:-50 500 2000}; do
  for peer in ${PEERS:-floor ws-node socketio-node own}; do
    ./run.sh "$peer" "$screens" "${RATE:-10}" "${SECS:-8}" | tee -a "$OUT" | ./show.py
  done
done
if [ "${MAX:-0}" = 1 ]; then
  for screens in ${SCREENS:-50 500 2000}; do
    limit=100
    [ "$screens" -ge 2000 ] && limit=250
    for peer in ${PEERS:-floor ws-node socketio-node own}; do
      ./max.py "$peer" "$screens" "${START:-100}" "$limit" | tee -a "$OUT" | ./show.py
    done
  done
fi
