#!/bin/sh
# Several servers behind nginx on this machine: deploy/run.sh [servers] [port]. Ctrl+C ends all of them.
# nginx has to be installed; it runs as the user who starts this, so take a port above 1023.
set -eu
servers=${1:-2} port=${2:-8500}
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
# shellcheck disable=SC2329
finish() { trap - INT TERM EXIT; kill $started 2>/dev/null || true; wait; rm -rf "$folder"; }
started="" lines=""
trap finish INT TERM EXIT
for number in $(seq 1 "$servers"); do
  lines="$lines server 127.0.0.1:$((port + number)) max_fails=1 fail_timeout=5s;"
  .venv/bin/streamlit run app.py --server.port $((port + number)) --server.address 127.0.0.1 &
  started="$started $!"
done
{
  echo "pid $folder/pid; error_log $folder/error.log; daemon off;"
  sed -e "/server course-[0-9]*:8501/d" -e "s|keepalive 64;|$lines keepalive 64;|" -e "s|listen 80;|listen $port;|" \
      -e "s|^http {|http { access_log off; client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fcgi; uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;|" \
      deploy/nginx.conf
} > "$folder/nginx.conf"
nginx -e "$folder/error.log" -c "$folder/nginx.conf" &
started="$started $!"
echo "The course is at http://$(hostname):$port"
wait
