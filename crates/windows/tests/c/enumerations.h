/* Enumerations: a part of every_kind.h. */

#define NAME_ROOM 128

/* Opens one of a kind whose items are names, counts them, reads the last and closes it. */
#define NAMES_OF(function, open, count, next, close)                                                               \
    static void function(const struct place *place, unsigned who, unsigned round)                                  \
    {                                                                                                              \
        WCHAR name[NAME_ROOM];                                                                                     \
        uint32_t kind, length = NAME_ROOM, items;                                                                  \
        ptrdiff_t opened = open;                                                                                   \
        (void)who;                                                                                                 \
        (void)round;                                                                                               \
        need(opened != 0, #open);                                                                                  \
        items = count(opened);                                                                                     \
        need(items == 0 || next(opened, items - 1, &kind, name, &length) == 0, #next);                             \
        need(next(opened, items, &kind, name, &length) == ERROR_NO_MORE_ITEMS, #next " after the last");           \
        CLOSED_WITH(close, opened);                                                                                \
    }

NAMES_OF(of_cluster_enum, ClusterOpenEnum(place->cluster, round % 2 ? CLUSTER_ENUM_ALL : CLUSTER_ENUM_GROUP),
         ClusterGetEnumCount, ClusterEnum, ClusterCloseEnum)
NAMES_OF(of_node_enum, ClusterNodeOpenEnum(place->node, 1 + round % 3), ClusterNodeGetEnumCount, ClusterNodeEnum,
         ClusterNodeCloseEnum)
NAMES_OF(of_group_enum, ClusterGroupOpenEnum(place->group, 1 + round % 3), ClusterGroupGetEnumCount, ClusterGroupEnum,
         ClusterGroupCloseEnum)
NAMES_OF(of_resource_enum, ClusterResourceOpenEnum(place->resource, 1 + round % 7), ClusterResourceGetEnumCount,
         ClusterResourceEnum, ClusterResourceCloseEnum)
NAMES_OF(of_resource_type_enum, ClusterResourceTypeOpenEnum(place->cluster, TYPE, 1 + round % 3),
         ClusterResourceTypeGetEnumCount, ClusterResourceTypeEnum, ClusterResourceTypeCloseEnum)
NAMES_OF(of_network_enum, ClusterNetworkOpenEnum(place->network, CLUSTER_NETWORK_ENUM_NETINTERFACES),
         ClusterNetworkGetEnumCount, ClusterNetworkEnum, ClusterNetworkCloseEnum)

/* Opens one whose items are blocks of memory, and reads the first. */
#define ITEMS_OF(function, open, count, item, next, close)                                                         \
    static void function(const struct place *place, unsigned who, unsigned round)                                  \
    {                                                                                                              \
        uint32_t size = 0, items;                                                                                  \
        item *block;                                                                                               \
        ptrdiff_t opened = open;                                                                                   \
        (void)who;                                                                                                 \
        (void)round;                                                                                               \
        need(opened != 0, #open);                                                                                  \
        items = count(opened);                                                                                     \
        if (items > 0) {                                                                                           \
            next(opened, 0, NULL, &size);                                                                          \
            need(size >= sizeof *block, #next " for the size");                                                    \
            block = (item *)calloc(1, size);                                                                       \
            block->dwVersion = 1;                                                                                  \
            need(next(opened, 0, block, &size) == 0, #next);                                                       \
            free(block);                                                                                           \
        }                                                                                                          \
        CLOSED_WITH(close, opened);                                                                                \
    }

static const WCHAR named[] = u"Description\0";

ITEMS_OF(of_cluster_enum_ex, ClusterOpenEnumEx(place->cluster, round % 2 ? CLUSTER_ENUM_ALL : CLUSTER_ENUM_GROUP, NULL),
         ClusterGetEnumCountEx, CLUSTER_ENUM_ITEM, ClusterEnumEx, ClusterCloseEnumEx)
ITEMS_OF(of_node_enum_ex, ClusterNodeOpenEnumEx(place->node, 1 + round % 3, NULL), ClusterNodeGetEnumCountEx,
         CLUSTER_ENUM_ITEM, ClusterNodeEnumEx, ClusterNodeCloseEnumEx)
ITEMS_OF(of_group_enum_ex, ClusterGroupOpenEnumEx(place->cluster, named, sizeof named, NULL, 0, 0),
         ClusterGroupGetEnumCountEx, CLUSTER_GROUP_ENUM_ITEM, ClusterGroupEnumEx, ClusterGroupCloseEnumEx)
ITEMS_OF(of_resource_enum_ex, ClusterResourceOpenEnumEx(place->cluster, named, sizeof named, NULL, 0, 0),
         ClusterResourceGetEnumCountEx, CLUSTER_RESOURCE_ENUM_ITEM, ClusterResourceEnumEx, ClusterResourceCloseEnumEx)

static void of_group_set_enum(const struct place *place, unsigned who, unsigned round)
{
    WCHAR name[NAME_ROOM];
    uint32_t length = NAME_ROOM;
    HGROUPSETENUM opened = ClusterGroupSetOpenEnum(place->cluster);
    (void)who;
    (void)round;
    need(opened != 0, "ClusterGroupSetOpenEnum");
    need(ClusterGroupSetGetEnumCount(opened) > 0, "ClusterGroupSetGetEnumCount");
    need(ClusterGroupSetEnum(opened, 0, name, &length) == 0, "ClusterGroupSetEnum");
    CLOSED_WITH(ClusterGroupSetCloseEnum, opened);
}

static void of_interface_enum(const struct place *place, unsigned who, unsigned round)
{
    WCHAR name[NAME_ROOM];
    uint32_t length = NAME_ROOM;
    HNETINTERFACEENUM opened = ClusterNetInterfaceOpenEnum(place->cluster, round % 2 ? NULL : u"n1", NULL);
    (void)who;
    need(opened != 0, "ClusterNetInterfaceOpenEnum");
    need(ClusterNetInterfaceEnum(opened, 0, name, &length) == 0 || GetLastError() == ERROR_NO_MORE_ITEMS,
         "ClusterNetInterfaceEnum");
    CLOSED_WITH(ClusterNetInterfaceCloseEnum, opened);
}
