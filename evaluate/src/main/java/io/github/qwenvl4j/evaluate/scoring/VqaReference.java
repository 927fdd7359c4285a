package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.metric.VqaAccuracy.Annotated;
import java.util.List;

/** What annotators answered, and the kind of question and answer. */
public record VqaReference(List<Annotated> annotators, String questionType, String answerType) {}
