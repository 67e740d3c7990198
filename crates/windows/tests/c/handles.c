/* Opens and closes so many handles of every kind: what that leaves behind is looked for by `crates/windows/tests/memory`. Arguments: a
 * cluster, how many, and the kinds, all if there is none. It prints each kind when it is done with it. */
#include "every_kind.h"

static int is_asked_for(const char *names, int count, char **asked)
{
    int i;
    for (i = 0; i < count; i++)
        if (strcmp(asked[i], names) == 0)
            return 1;
    return count == 0;
}

int main(int argc, char **argv)
{
    static struct place place;
    unsigned count, round;
    size_t i;
    if (argc < 3)
        return 2;
    count = (unsigned)strtoul(argv[2], NULL, 10);
    open_place(&place, argv[1]);
    for (i = 0; i < KINDS; i++) {
        if (!is_asked_for(kinds[i].names, argc - 3, argv + 3))
            continue;
        for (round = 0; round < count; round++)
            kinds[i].one(&place, 0, round);
        printf("%s\n", kinds[i].names);
        fflush(stdout);
    }
    close_place(&place);
    return 0;
}
