/** JSON values, and those that fit a JSON Schema (draft 2020-12), as terms over bytes. */
package io.github.qwenvl4j.constraint.schema;
