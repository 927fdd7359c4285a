/** The server: routes, access, limits, replies as JSON and as event streams, metrics, and the page's files. */
package io.github.qwenvl4j.server.http;
