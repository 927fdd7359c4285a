/**
 * What requests may say: for each route every field, with what is done about it. Nothing else decides whether a field is
 * served, says nothing, is refused or is unknown.
 */
package io.github.qwenvl4j.server.fields;
