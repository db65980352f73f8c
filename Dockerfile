# Image of the server: docker build --tag cardgraph .
#
#   docker run --rm --read-only --env-file cardgraph.env --volume cardgraph-state:/state --publish 127.0.0.1:4000:4000 cardgraph
#   docker run --rm --env-file cardgraph.env cardgraph doctor
#
# Runs without root and writes only to /state, which is not used with REDIS_URL. See docs/deploy.md.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
RUN npm run build && find dist -name '*.map' -delete && rm dist/.tsbuildinfo dist/.console-hash

FROM node:24-bookworm-slim AS dependencies
WORKDIR /dependencies
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Cardgraph" \
      org.opencontainers.image.description="A GraphQL API server over the WeChat card platform" \
      org.opencontainers.image.licenses="MIT"
# A container's port is reachable from outside: the server does not start unless AUTH_MODE is set.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    STATE_DIR=/state
WORKDIR /app
COPY --from=dependencies /dependencies/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./
COPY schema/schema.graphql ./schema/
COPY docs ./docs
RUN install --directory --owner=node --group=node --mode=0700 /state
VOLUME /state
# The image's user `node`, by number, so that an orchestrator can verify that it is not root.
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--min-semi-space-size=64", "--max-semi-space-size=64", "--no-allocation-site-pretenuring", "dist/cli.js"]
CMD ["serve"]
