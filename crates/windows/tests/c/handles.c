/* Opens and closes so many handles of every kind, and watches that no memory stays in use for them; what else they may leave is looked for by
 * `crates/windows/test-memory`. Arguments: a cluster, how many, and the kinds, all if there is none. It prints each kind when it is done
 * with it. */
#include "every_kind.h"
#include <malloc.h>

/* What the buffers of a connection and the tables of its tasks may grow by. A leak of the smallest block for each of 10000 handles is five times
 * as much. Tables grow until they hold what once was there at the same time, a leak grows always: so there are several tries. */
#define ROOM_BYTES 65536
#define TRIES 4
#define STEP_US 10000
#define QUIET_STEPS 10
#define STEPS_MAX 1000

#ifdef CANARY
/* What a tool has to find. */
static void *volatile lost;
#endif

static int is_asked_for(const char *names, int count, char **asked)
{
    int i;
    for (i = 0; i < count; i++)
        if (strcmp(asked[i], names) == 0)
            return 1;
    return count == 0;
}

static size_t in_use(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* What is in use once nothing has changed for a while: what a handle has of tasks ends a moment after it is closed. */
static size_t settled(void)
{
    size_t before = in_use(), now;
    int step, quiet = 0;
    for (step = 0; step < STEPS_MAX && quiet < QUIET_STEPS; step++) {
        usleep(STEP_US);
        now = in_use();
        quiet = now == before ? quiet + 1 : 0;
        before = now;
    }
    return before;
}

/* By how many bytes what is in use grows with so many handles, at least. */
static size_t growth(const struct place *place, size_t kind, unsigned count)
{
    unsigned try, round, warm = count / 5 + 1;
    size_t before, after = 0;
    for (round = 0; round < warm; round++)
        kinds[kind].one(place, 0, round);
    before = settled();
    for (try = 0; try < TRIES; try++) {
        for (round = 0; round < count; round++)
            kinds[kind].one(place, 0, round);
        after = settled();
        if (after <= before + ROOM_BYTES)
            return 0;
        if (try + 1 < TRIES)
            before = after;
    }
    return after - before;
}

int main(int argc, char **argv)
{
    static struct place place;
    unsigned count;
    size_t i, grown;
    if (argc < 3)
        return 2;
    /* Or it would count only what this thread allocated. */
    mallopt(M_ARENA_MAX, 1);
    count = (unsigned)strtoul(argv[2], NULL, 10);
    open_place(&place, argv[1]);
    for (i = 0; i < KINDS; i++) {
        if (!is_asked_for(kinds[i].names, argc - 3, argv + 3))
            continue;
        grown = growth(&place, i, count);
        if (grown > 0) {
            fprintf(stderr, "%s: %zu bytes more stay in use, each time\n", kinds[i].names, grown);
            return 1;
        }
        printf("%s\n", kinds[i].names);
        fflush(stdout);
    }
#ifdef CANARY
    lost = malloc(32);
    lost = NULL;
#endif
    close_place(&place);
    return 0;
}
