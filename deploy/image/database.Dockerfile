# PostgreSQL of Debian's packages, as deploy/kubernetes/components/try-out-database wants it: its
# programs on the path, a user 999. For trying out where the official image cannot be had.
#
#   docker build --file deploy/image/database.Dockerfile --tag postgres:15-bookworm deploy/image
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN groupadd --gid 999 postgres && useradd --uid 999 --gid 999 --home /var/lib/postgresql postgres \
    && apt-get update -qq && mkdir -p /etc/postgresql-common \
    && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        postgresql > /dev/null \
    && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/* \
    && ln -s /usr/lib/postgresql/* /usr/lib/postgresql/current
ENV PATH=/usr/lib/postgresql/current/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER 999:999
STOPSIGNAL SIGINT
CMD ["postgres"]
