# Makes a cluster in $PGDATA unless there is one, with the roles of the event store and a database
# that belongs to the migrator. Half of one is never left there.
set -eu
[ ! -s "$PGDATA/PG_VERSION" ] || exit 0
rm -rf "$PGDATA.new"
initdb --pgdata="$PGDATA.new" --username=sennight --auth=scram-sha-256 \
  --pwfile=/run/secrets/sennight/database/password --encoding=UTF8 --locale=C.UTF-8
password=$(cat /run/secrets/sennight/database/password)
postgres --single -D "$PGDATA.new" postgres > "$PGDATA.new/roles" <<END
CREATE ROLE sennight_migrator LOGIN PASSWORD '$password'
CREATE ROLE sennight_writer LOGIN PASSWORD '$password'
CREATE ROLE sennight_reader LOGIN PASSWORD '$password'
CREATE DATABASE sennight OWNER sennight_migrator
END
rm "$PGDATA.new/roles"
mv "$PGDATA.new" "$PGDATA"
