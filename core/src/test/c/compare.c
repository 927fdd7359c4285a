/*
 * Times one product of several builds of the library in turn, so that a machine that others use is equally busy for all:
 *
 *   clang-16 -O2 -o /tmp/compare core/src/test/c/compare.c
 *   /tmp/compare int4 1 11008 4096 1000 9 2 old.so new.so
 *
 * Arguments: int4 (int4-64 and int4-32 with such groups of inputs), int8, bfloat16, float32 or widened; rows; outputs; inputs; megabytes of different weights that are used one after the
 * other; rounds; threads; libraries, each with @N for its set number N (see kernels.c). Prints medians and minima of a product, and each library's ratio to the first one.
 * Of one thread the processor time is taken, in which the work of others shows least.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef uint8_t (*linear)(void *, void *, int64_t layers, int64_t count, int64_t x, int64_t rows, int64_t y);

typedef uint8_t (*set_choice)(void *, void *, int32_t set);
typedef void (*thread_choice)(void *, void *, int32_t threads);

enum { LIBRARIES = 8 };

static const struct {
  const char *name;
  int64_t form, group; /* as Java numbers it; inputs of a scale */
  double bytes_per_weight;
} FORMS[] = {{"int8", 0, 0, 1},     {"int4", 1, 128, 0.5}, {"int4-64", 1, 64, 0.5}, {"int4-32", 1, 32, 0.5},
             {"bfloat16", 2, 0, 2}, {"float32", 3, 0, 4},  {"widened", 4, 0, 2}};

typedef struct {
  int64_t form;
  double bytes_per_weight;
  int64_t rows, outputs, inputs, groups, copies;
  uint16_t **weights, *scales;
  float *x, *y;
} task;

static clockid_t timer = CLOCK_MONOTONIC;

static double seconds(void) {
  struct timespec t;
  clock_gettime(timer, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* bfloat16 numbers from 1/128 to 1/64, of both signs. */
static uint16_t *numbers(int64_t count) {
  uint16_t *all = aligned_alloc(64, (count * sizeof(uint16_t) + 63) / 64 * 64);
  for (int64_t i = 0; i < count; i++) {
    all[i] = 0x3c00 | (rand() & 0x807f);
  }
  return all;
}

static float *floats(int64_t count) {
  float *all = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  for (int64_t i = 0; i < count; i++) {
    all[i] = (float) rand() / (float) RAND_MAX - 0.5f;
  }
  return all;
}

static task task_of(char **arguments) {
  task t = {0};
  size_t i = 0;
  while (strcmp(arguments[0], FORMS[i].name)) {
    if (++i == sizeof(FORMS) / sizeof(FORMS[0])) {
      fprintf(stderr, "%s is no form of weights\n", arguments[0]);
      exit(2);
    }
  }
  t.form = FORMS[i].form;
  t.bytes_per_weight = FORMS[i].bytes_per_weight;
  t.rows = atol(arguments[1]);
  t.outputs = atol(arguments[2]);
  t.inputs = atol(arguments[3]);
  t.groups = FORMS[i].group ? t.inputs / FORMS[i].group : 0;
  int64_t bytes = (int64_t) (t.outputs * t.inputs * t.bytes_per_weight);
  t.copies = atol(arguments[4]) * 1000000 / bytes + 1;
  t.weights = malloc(t.copies * sizeof(*t.weights));
  for (int64_t i = 0; i < t.copies; i++) {
    t.weights[i] = numbers(bytes / 2);
  }
  t.x = floats(t.rows * t.inputs);
  t.y = floats(t.rows * t.outputs);
  t.scales = numbers(t.outputs + t.groups * t.outputs * 2);
  return t;
}

static double time_of(const task *t, linear run) {
  double start = seconds();
  for (int64_t i = 0; i < t->copies; i++) {
    int64_t layer[] = {t->form, (int64_t) t->weights[i], (int64_t) t->scales, 0, t->outputs, t->inputs, t->groups};
    run(0, 0, (int64_t) layer, 1, (int64_t) t->x, t->rows, (int64_t) t->y);
  }
  return (seconds() - start) / t->copies;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

int main(int count, char **arguments) {
  int libraries = count - 8;
  if (libraries < 1 || libraries > LIBRARIES) {
    fprintf(stderr, "usage: compare int4|int4-64|int4-32|int8|bfloat16|float32 ROWS OUTPUTS INPUTS MEGABYTES ROUNDS THREADS LIBRARY..\n");
    return 2;
  }
  int rounds = atoi(arguments[6]);
  int threads = atoi(arguments[7]);
  timer = threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;
  task t = task_of(arguments + 1);
  double *times[LIBRARIES];
  linear products[LIBRARIES];
  set_choice choices[LIBRARIES];
  int sets[LIBRARIES];
  for (int i = 0; i < libraries; i++) {
    char file[4096];
    snprintf(file, sizeof(file), "%s", arguments[8 + i]);
    char *at = strchr(file, '@');
    sets[i] = at ? atoi(at + 1) : -1;
    *(at ? at : file + strlen(file)) = 0;
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    choices[i] = library ? (set_choice) dlsym(library, "Java_io_github_qwenvl4j_cpu_NativeKernels_use") : 0;
    products[i] = library ? (linear) dlsym(library, "Java_io_github_qwenvl4j_cpu_NativeLinear_run") : 0;
    if (!products[i]) {
      fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
    thread_choice use = (thread_choice) dlsym(library, "Java_io_github_qwenvl4j_cpu_ComputeThreads_use");
    use(0, 0, threads);
    times[i] = malloc(rounds * sizeof(double));
  }
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < libraries; i++) {
      if (sets[i] >= 0) {
        if (!choices[i](0, 0, sets[i])) {
          fprintf(stderr, "this processor does not have set %d\n", sets[i]);
          return 1;
        }
      }
      times[i][round] = time_of(&t, products[i]);
    }
  }
  double work = (double) t.outputs * t.inputs;
  printf("%s, %ld rows, [%ld, %ld]\n", arguments[1], t.rows, t.outputs, t.inputs);
  for (int i = 0; i < libraries; i++) {
    qsort(times[i], rounds, sizeof(double), ascending);
    double median = times[i][rounds / 2];
    printf("  %9.1f us (least %9.1f), %6.1f GB/s, %7.1f GFLOP/s, %5.2f times as fast as the first (least: %5.2f)  %s\n",
           median * 1e6, times[i][0] * 1e6, work * t.bytes_per_weight / median / 1e9, 2 * work * t.rows / median / 1e9,
           times[0][rounds / 2] / median, times[0][0] / times[i][0], arguments[8 + i]);
  }
  return 0;
}
