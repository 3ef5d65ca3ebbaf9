#!/usr/bin/env bash
# Measures JVM flags for docs/adr/0003-jvm-flags.md: start (wall and processor time until PATH answers 200; median) and
# throughput of the same path. Usage: flags.sh PATH STARTS SECONDS JAVA_HOME...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
platform=$here/../../../target/a64
path=$1 starts=$2 seconds=$3
shift 3
port=$((20000 + RANDOM % 10000))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ticks=$(getconf CLK_TCK)

run() { # JAVA FLAGS...: starts a node and leaves its process id in node
  "$@" -Xlog:cds=off -Xlog:cds+dynamic=off -cp "$platform/lib/*" com.a64platform.launcher.Main \
    --home "$work/home" --port "$port" --default A64_MODE=development >"$work/out" 2>&1 &
  node=$!
  until [[ $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port$path") == 200 ]]; do sleep 0.01; done
}

end() {
  kill "$node"
  wait "$node" || true
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

measure() { # NAME JAVA FLAGS...
  local name=$1 begin i
  shift
  : >"$work/wall" && : >"$work/cpu"
  for ((i = 0; i < starts; i++)); do
    begin=$(date +%s%N)
    run "$@"
    echo $((($(date +%s%N) - begin) / 1000000)) >>"$work/wall"
    awk -v ticks="$ticks" '{ print int(($14 + $15) * 1000 / ticks) }' "/proc/$node/stat" >>"$work/cpu"
    ((i == starts - 1)) || end
  done
  local rss rate
  rss=$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$node/status")
  "$1" "$here/Load.java" 127.0.0.1 "$port" "$path" 16 "$seconds" >/dev/null
  rate=$("$1" "$here/Load.java" 127.0.0.1 "$port" "$path" 16 "$seconds")
  end
  printf '| %s | %s | %s | %s | %s |\n' "$name" "$(median <"$work/wall")" "$(median <"$work/cpu")" "$rss" "$rate"
}

for home in "$@"; do
  java=$home/bin/java
  echo "| $("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p') | start, ms | processor, ms | RSS, MB | answers/s |"
  echo "|---|---|---|---|---|"
  rm -rf "$work/home"
  run "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+RecordDynamicDumpInfo "-Da64.class-archive=$work/classes"
  end
  archive=$(echo "$work"/classes-*.jsa)
  measure "no flags" "$java"
  measure "Serial" "$java" -XX:+UseSerialGC
  measure "Parallel" "$java" -XX:+UseParallelGC
  measure "G1" "$java" -XX:+UseG1GC
  measure "Serial, C1" "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1
  measure "Serial, archive" "$java" -XX:+UseSerialGC "-XX:SharedArchiveFile=$archive"
  measure "Serial, C1, archive" "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-XX:SharedArchiveFile=$archive"
  rm -f "$archive"
done
