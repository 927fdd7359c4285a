#include "threads.h"
#include "java.h"
#include "kernels.h"
#include "waiting.h"

enum {
  MOST = 256,           /* threads */
  LOOKS = 16,           /* between two looks at the clock */
  PATIENCE = 50 * 1000, /* nanoseconds to look for work: a sleep and its end cost 12 us */
  CLOSED = 1 << 16      /* more than there are threads */
};

/* What the team works on; changes only while nobody is inside. */
static struct {
  part_body body;
  const void *context;
  int threads;
} job;

/* The parts that a thread begins with; whoever has done its own goes on with those of others. On a line of its own. */
typedef struct {
  _Atomic int64_t next;
  int64_t end;
} __attribute__((aligned(2 * LINE))) range;

static range ranges[MOST];

static _Atomic int wanted = 1;          /* threads, the caller among them */
static atomic_flag taken = ATOMIC_FLAG_INIT;
static int started = 1;                 /* threads, the caller among them; changed by whoever has the team */
static _Atomic uint32_t rounds;         /* of work so far */
static _Atomic uint32_t asleep;         /* threads that wait for the next round in their sleep */
static _Atomic uint32_t inside = CLOSED;/* threads that are at work; CLOSED more when none may begin */
static _Atomic uint32_t caller_sleeps;

/* Until the number is another one than this, which is returned. */
static uint32_t await(_Atomic uint32_t *number, uint32_t value, _Atomic uint32_t *sleepers) {
  int64_t end = now() + PATIENCE;
  for (uint32_t current;;) {
    for (int i = 0; i < LOOKS; i++) {
      current = *number;
      if (current != value) {
        return current;
      }
      look();
    }
    if (now() > end) {
      (*sleepers)++;
      sleep_while(number, value);
      (*sleepers)--;
    }
  }
}

static void do_parts(int thread) {
  for (int i = 0; i < job.threads; i++) {
    range *r = &ranges[(thread + i) % job.threads];
    while (r->next < r->end) {
      int64_t part = r->next++;
      if (part < r->end) {
        job.body(job.context, part, thread);
      }
    }
  }
}

/* Whether there is work. */
static int enter(void) {
  for (uint32_t now_inside = inside; now_inside < CLOSED;) {
    if (atomic_compare_exchange_weak(&inside, &now_inside, now_inside + 1)) {
      return 1;
    }
  }
  return 0;
}

static void leave(void) {
  if (--inside == CLOSED && caller_sleeps) {
    wake(&inside);
  }
}

static void *work(void *number) {
  int thread = (int) (intptr_t) number;
  uint32_t last = 0;
  for (;;) {
    last = await(&rounds, last, &asleep);
    if (enter()) {
      if (thread < job.threads) {
        do_parts(thread);
      }
      leave();
    }
  }
  return 0;
}

/* With the team, which the caller has. */
static void together(int threads, int64_t parts, part_body body, const void *context) {
  while (started < threads && start_thread(work, (void *) (intptr_t) started)) {
    started++;
  }
  job.threads = threads < started ? threads : started;
  job.body = body;
  job.context = context;
  for (int i = 0; i < job.threads; i++) {
    ranges[i].next = parts * i / job.threads;
    ranges[i].end = parts * (i + 1) / job.threads;
  }
  inside = 0;
  rounds++;
  if (asleep) {
    wake(&rounds);
  }
  do_parts(0);
  for (uint32_t others = inside += CLOSED; others != CLOSED; others = await(&inside, others, &caller_sleeps)) {
  }
}

void in_parts(int threads, int64_t parts, part_body body, const void *context) {
  int most = parts < threads ? (int) parts : threads;
  if (most > 1 && !atomic_flag_test_and_set(&taken)) {
    together(most, parts, body, context);
    atomic_flag_clear(&taken);
  } else {
    for (int64_t part = 0; part < parts; part++) {
      body(context, part, 0);
    }
  }
}

int thread_count(void) {
  return wanted;
}

/* void use(threads): from now on. */
void JAVA(ComputeThreads, use)(JNI_CALLER, int32_t threads) {
  wanted = threads < 1 ? 1 : threads > MOST ? MOST : threads;
}
