# docker build -t barline .                                      builds from the sources
# docker build -t barline --build-arg JAR=target/barline-….jar . takes a jar that ./mvnw verify made

# Where Node.js and npm are taken from: 22 and 20.19 do as well.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS bridge
WORKDIR /bridge
COPY ccxt-bridge ./
# What is installed already is taken as it is, where it is what package-lock.json names.
RUN node build.js install --required
# Type declarations and the build for browsers and CommonJS, of which nothing is loaded, are most of the size.
RUN rm -rf node_modules/ccxt/dist build.js \
    && find node_modules \( -name '*.d.ts' -o -name '*.d.cts' -o -name '*.map' \) -delete \
    && node capabilities.js >/dev/null

FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
ARG JAR=""
# The dependencies are a layer of their own, which stays while pom.xml does.
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN [ -n "$JAR" ] || ./mvnw -B -q dependency:go-offline
COPY src src
# The jar is there or not; a COPY takes at least one file.
COPY pom.xml target* target/
RUN if [ -n "$JAR" ]; then cp "$JAR" barline.jar; \
    else ./mvnw -B -q package -Dmaven.test.skip=true -Dccxt.skip=true && cp target/barline-*.jar barline.jar; fi
RUN java -Djarmode=tools -jar barline.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
# A numeric user lets Kubernetes see that it is not root. The application's own files are not its to write.
RUN groupadd --system --gid 10001 barline \
    && useradd --system --uid 10001 --gid barline --home-dir /app --no-create-home --shell /usr/sbin/nologin barline
WORKDIR /app
# The exchanges of CCXT are reached through a Node.js program that the gateway runs.
COPY --from=bridge /usr/local/bin/node /usr/local/bin/
COPY --from=bridge /bridge ccxt-bridge/
RUN cd ccxt-bridge && node capabilities.js >/dev/null
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/application/ ./
# Loads and links the classes once, now, for every later start: it halves the processor time of a start. The context is
# built and left before anything is started, so nothing is listened on or connected to.
RUN java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -XX:AOTCacheOutput=barline.aot -Dspring.context.exit=onRefresh -jar barline.jar
# API keys are created in the container, by the user that it runs as.
RUN install -d -o 10001 -g 10001 -m 0700 keys
USER 10001:10001
EXPOSE 8080 8081
# There is no curl in the image.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# Two fifths of the container's memory are heap. The rest is for socket buffers, threads and the JVM itself, and for the
# bridge, which takes up to barline.ccxt.memory: 1 GB. More options: JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", "-XX:AOTCache=barline.aot", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "barline.jar"]
