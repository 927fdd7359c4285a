/**
 * The HTTP side of the server: routes, access control, limits, JSON and streamed replies, metrics, and the files of the
 * web page.
 */
package io.github.qwenvl4j.server.http;
