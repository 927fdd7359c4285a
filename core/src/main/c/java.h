/*
 * Entry points for Java: JAVA(class, method) is its native method. jni.h is not needed, addresses and sizes being plain
 * numbers.
 */
#ifndef QWENVL4J_JAVA_H
#define QWENVL4J_JAVA_H

#ifdef _WIN32
#define FOR_JAVA __declspec(dllexport)
#else
#define FOR_JAVA __attribute__((visibility("default")))
#endif

#define JAVA(class, method) FOR_JAVA Java_io_github_qwenvl4j_cpu_##class##_##method
#define JAVA_MEMORY(class, method) FOR_JAVA Java_io_github_qwenvl4j_memory_##class##_##method
#define JNI_CALLER void *environment __attribute__((unused)), void *caller __attribute__((unused))

#endif
