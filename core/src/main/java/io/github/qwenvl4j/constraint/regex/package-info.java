/** Regular expressions as ECMAScript writes them, without what is not regular, as terms over bytes. */
package io.github.qwenvl4j.constraint.regex;
