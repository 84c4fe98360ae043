#!/bin/bash
# Runs the tests of the store on other versions of Redis and on Valkey: one server, Sentinel, Cluster, TLS, ACL users.
# The servers are packages of Debian's suites, unpacked side by side into a directory; nothing is installed. Needs
# apt-get and dpkg, about 60 MB a suite, and ten minutes.
#
#   it/redis-versions.sh [directory]        all of them; the directory is kept for the next time
#   ONLY=trixie it/redis-versions.sh        those whose name matches
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mkdir -p "${1:-${TMPDIR:-/tmp}/abi-session-redis-versions}" && cd "${1:-${TMPDIR:-/tmp}/abi-session-redis-versions}" && pwd)
tests='RedisSessionRepositoryTest,RestrictedUserTest,PythonUserTest,LeasesTest,LeasedRepositoryTest,LeasesRestrictedUserTest,BrokenControlFieldsTest,ExpiredSessionSweeperTest,SentinelTest,ClusterPlainNamesTest,ClusterHashTagsTest,ClusterRestrictedUserTest,ClusterEndTest,ClusterTlsTest,SentinelTlsTest,TlsTest,ClientCertificateTest,PasswordRotationTest'

# Suite and package of the server. Debian has no 6.2: that one comes out of a jar of Maven Central.
servers='maven redis-server
bookworm redis-server
bookworm-backports valkey-server
trixie redis-server
trixie valkey-server
sid redis-server
sid valkey-server
experimental redis-server'

# Where this machine gets its packages from.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | sort -u | head -1)

# An apt of its own for one suite: its lists and packages, and no look at what is installed here.
apt() {
  local suite=$1
  shift
  local home=$work/$suite/apt
  mkdir -p "$home/sources" "$home/lists/partial" "$home/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" \
    >"$home/sources/suite.list"
  case $suite in # a suite that is laid over another one
    experimental) sed 's/ experimental / sid /' "$home/sources/suite.list" >"$home/sources/base.list" ;;
    *-backports) sed "s/ $suite / ${suite%-backports} /" "$home/sources/suite.list" >"$home/sources/base.list" ;;
  esac
  apt-get -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$home/sources" \
    -o Dir::State::Lists="$home/lists" -o Dir::State::status=/dev/null -o Dir::Cache="$home/cache" \
    -o APT::Default-Release="$suite" -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Debug::NoLocking=1 "$@"
}

# Unpacks a server with the libraries that it was built for, and writes a command that starts it.
unpack() {
  local suite=$1 package=$2 root=$work/$1/$2
  [ -x "$root/run" ] && return
  if [ "$suite" = maven ]; then
    mkdir -p "$root"
    mvn -B -q -N org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact=com.github.codemonstur:embedded-redis:1.4.4 -DoutputDirectory="$root"
    (cd "$root" && jar xf embedded-redis-1.4.4.jar redis-server-6.2.6-v5-linux-amd64) # it says of itself 6.2.11
    mv "$root/redis-server-6.2.6-v5-linux-amd64" "$root/run"
    chmod +x "$root/run"
    return
  fi
  apt "$suite" update
  mkdir -p "$root/debs" "$root/files"
  local names
  names=$(apt "$suite" --print-uris --no-install-recommends install "$package" |
    grep -o "^'[^']*'" | tr -d "'" | sed 's|.*/||; s|_.*||; s|%2b|+|g' | sort -u)
  (cd "$root/debs" && apt "$suite" download $names)
  for deb in "$root"/debs/*.deb; do dpkg -x "$deb" "$root/files"; done
  local server loader paths
  # Debian has one file under many names, and what it is called decides what it does.
  server=$(find "$root/files/usr/bin" -type f \( -name "${package%-server}-server" -o -name "${package%-server}-check-rdb" \) | head -1)
  cp "$server" "$root/$package"
  loader=$(find "$root/files" \( -type f -o -type l \) -name 'ld-linux*' | head -1)
  paths=$(find "$root/files" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
  printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$paths" "$root/$package" >"$root/run"
  chmod +x "$root/run"
}

mvn -B -q -pl core -am test-compile
echo "$servers" | grep "${ONLY:-.}" | while read -r suite package; do
  unpack "$suite" "$package"
  version=$("$work/$suite/$package/run" --version | sed 's/ sha=.*//')
  log=$work/$suite/$package/tests.log
  if mvn -B -o -pl core -am test -Dtest="$tests" -Dredis.server="$work/$suite/$package/run" >"$log" 2>&1 </dev/null; then
    result=passed
  else
    result="FAILED, see $log"
  fi
  count=$(grep -E 'Tests run:.*Fail' "$log" | tail -1 | sed 's/^[^T]*//; s/, Time.*//')
  echo "| $suite | $version | $result | $count |"
done
