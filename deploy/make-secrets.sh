#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, in deploy/secrets. What is there is kept: run it as often as you like.
set -eu
folder="$(dirname "$0")/secrets"
mkdir -p "$folder"
# Only you may enter the folder. The files in it are mounted one by one and read by the users of the containers.
chmod 700 "$folder"

random() {
  head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'
}

keep() {
  if [ ! -s "$folder/$1" ]; then
    printf '%s' "$2" >"$folder/$1.new"
    mv "$folder/$1.new" "$folder/$1"
  fi
  chmod 644 "$folder/$1"
}

keep postgres-password "$(random)"
keep database-url "postgres://redress:$(cat "$folder/postgres-password")@postgres:5432/redress"
keep secret-key "$(random)"
keep metrics-token "$(random)"
