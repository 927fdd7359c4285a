/** AdamW; learning rate schedule and layer-wise decay. */
package io.github.qwenvl4j.train.optimizer;
