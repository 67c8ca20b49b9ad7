"""Exit 0 when both servers answer: `python tools/answering.py DATABASE_URL REDIS_URL`."""

import sys

import psycopg
import redis


def main(database: str, broker: str) -> None:
    try:
        psycopg.connect(database, connect_timeout=3).close()
        redis.Redis.from_url(broker, socket_timeout=3).ping()
    except (psycopg.OperationalError, redis.RedisError) as reason:
        sys.exit(f"No other PostgreSQL and Redis to test against here: {reason}")


if __name__ == "__main__":
    main(*sys.argv[1:])
