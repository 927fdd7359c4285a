/**
 * Schemas of requests: every known field of each route and how it is treated. Only these tables decide whether a field
 * is supported, accepted without effect, refused or unknown.
 */
package io.github.qwenvl4j.server.fields;
