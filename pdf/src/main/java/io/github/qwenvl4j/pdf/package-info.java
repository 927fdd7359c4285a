/** Pages of PDF files as pictures, found as a service. */
package io.github.qwenvl4j.pdf;
