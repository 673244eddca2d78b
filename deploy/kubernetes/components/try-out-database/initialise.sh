# Makes a cluster in $PGDATA unless there is one. Half of one is never left there.
set -eu
[ ! -s "$PGDATA/PG_VERSION" ] || exit 0
rm -rf "$PGDATA.new"
initdb --pgdata="$PGDATA.new" --username=sennight --auth=scram-sha-256 \
  --pwfile=/run/secrets/sennight/database/password --encoding=UTF8 --locale=C.UTF-8
mv "$PGDATA.new" "$PGDATA"
