[description]
Keeps the HTTP sessions of all web applications in Redis, one store for all nodes.

[tags]
session

[provides]
session-store
session-cache

[depends]
sessions

[lib]
lib/abi/*.jar

[xml]
etc/sessions/abi/session-store.xml

[ini-template]
## Every setting may also stand in web.xml (context-param), the system properties, the environment or .env.
## What stands here comes first.

## Where Redis is; without it REDIS_URL, REDIS_HOST and so on hold, then localhost:6379.
# abi.session.redis-url=redis://localhost:6379/0
# abi.session.redis-host=localhost
# abi.session.redis-port=6379
# abi.session.redis-db=0
# abi.session.redis-username=
# abi.session.redis-password=
# abi.session.redis-sentinel-username=
# abi.session.redis-sentinel-password=
# abi.session.redis-tls=false
# abi.session.redis-ca=
# abi.session.redis-client-certificate=
# abi.session.redis-client-key=

## How long to wait for a connection and for an answer; connections that each web application holds at most.
# abi.session.connect-timeout=1s
# abi.session.command-timeout=500ms
# abi.session.pool-size=64

## How many replicas have to confirm a write before it counts as stored: none, or wait(replicas,time).
# abi.session.durability=none

## How long a node may serve a session from its own copy, which is never stale: off, or a duration such as 1s.
# abi.session.near-cache=off

## How long a session lives without a request; before the session-timeout of web.xml, if it is set here.
# abi.session.max-inactive-interval=24h
# abi.session.expiry-retention=5m
# abi.session.sweep-interval=30s

## Attributes that the Python application shares; classes that may be deserialized beside the applications' own.
# abi.session.shared-attributes=
# abi.session.allowed-classes=

## How many bytes one attribute may take, and all of a session.
# abi.session.max-attribute-bytes=16m
# abi.session.max-session-bytes=64m

## What becomes of attributes that can't be stored: refuse, keep (on this node), or auto (refuse in distributable applications)
# abi.session.unstorable-attributes=auto

## Who the user is, if it is not the login of the container; how many sessions a user may have, and what happens to more.
# abi.session.user-attribute=
# abi.session.user-names=clear
# abi.session.user-names-key=
# abi.session.max-sessions-per-user=0
# abi.session.max-sessions-exceeded=end-oldest

## When a session ends whatever its use, counted from creation or login; how long one lives that has nothing in it.
# abi.session.absolute-timeout=0
# abi.session.absolute-timeout-from=creation
# abi.session.anonymous-timeout=0

## How long a session keeps its id, before a request renews it; 0 for ever.
# abi.session.id-renewal=0

## Whether user agent and address of the client are stored with a login.
# abi.session.client-details=off

## Keys that encrypt the values of attributes in Redis, or a file with one in each line.
# abi.session.attribute-key=
# abi.session.attribute-keys-file=

## Sessions of an application with Spring Session that are taken over at their first request: none, or spring-session.
# abi.session.take-over=none

# abi.session.zone=UTC
# abi.session.hash-tags=false
# abi.session.env-file=.env
