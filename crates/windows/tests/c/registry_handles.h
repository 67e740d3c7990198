/* Keys and batches of the cluster database: a part of every_kind.h. */

static HKEY open_key(const struct place *place, unsigned who, unsigned round)
{
    HKEY opened = NULL;
    uint32_t made;
    WCHAR name[32];
    own_name(who, name);
    switch (round % 9) {
    case 0:
        return GetClusterKey(place->cluster, KEY_ALL_ACCESS);
    case 1:
        return GetClusterNodeKey(place->node, KEY_ALL_ACCESS);
    case 2:
        return GetClusterGroupKey(place->group, KEY_ALL_ACCESS);
    case 3:
        return GetClusterResourceKey(place->resource, KEY_ALL_ACCESS);
    case 4:
        return GetClusterResourceTypeKey(place->cluster, TYPE, KEY_ALL_ACCESS);
    case 5:
        return GetClusterNetworkKey(place->network, KEY_ALL_ACCESS);
    case 6:
        return GetClusterNetInterfaceKey(place->interface, KEY_ALL_ACCESS);
    case 7:
        need(ClusterRegCreateKey(place->key, name, 0, KEY_ALL_ACCESS, NULL, &opened, &made) == 0, "ClusterRegCreateKey");
        return opened;
    default:
        need(ClusterRegCreateKey(place->key, name, 0, KEY_ALL_ACCESS, NULL, &opened, NULL) == 0, "ClusterRegCreateKey");
        CLOSED_WITH(ClusterRegCloseKey, opened);
        need(ClusterRegOpenKey(place->key, name, KEY_ALL_ACCESS, &opened) == 0, "ClusterRegOpenKey");
        return opened;
    }
}

static void of_key(const struct place *place, unsigned who, unsigned round)
{
    HKEY opened = open_key(place, who, round);
    WCHAR name[128];
    uint32_t length = 128, values;
    int32_t code;
    need(opened != NULL, "a key");
    need(ClusterRegQueryInfoKey(opened, NULL, NULL, &values, NULL, NULL, NULL, NULL) == 0, "ClusterRegQueryInfoKey");
    code = ClusterRegEnumKey(opened, 0, name, &length, NULL);
    need(code == 0 || code == ERROR_NO_MORE_ITEMS, "ClusterRegEnumKey");
    CLOSED_WITH(ClusterRegCloseKey, opened);
}

static HREGBATCH begin_batch(HKEY key, uint32_t value)
{
    HREGBATCH opened = 0;
    need(ClusterRegCreateBatch(key, &opened) == 0, "ClusterRegCreateBatch");
    need(ClusterRegBatchAddCommand(opened, CLUSREG_SET_VALUE, u"Of a batch", REG_DWORD, &value, 4) == 0,
         "ClusterRegBatchAddCommand");
    return opened;
}

/* Most are given up, some are done, and some fail at their first command. */
static void of_batch(const struct place *place, unsigned who, unsigned round)
{
    HREGBATCH opened = begin_batch(place->key, who);
    int32_t failed = 0;
    if (round % 10 == 0) {
        need(ClusterRegCloseBatchEx(opened, 0, &failed) == 0, "ClusterRegCloseBatchEx");
    } else if (round % 10 == 1) {
        need(ClusterRegBatchAddCommand(opened, CLUSREG_CONDITION_EXISTS, u"Nothing", 0, NULL, 0) == 0, "a condition");
        need(ClusterRegCloseBatch(opened, 1, &failed) != 0 && failed == 1, "a batch that fails");
    } else {
        need(ClusterRegCloseBatch(opened, 0, &failed) == 0, "ClusterRegCloseBatch");
    }
    need(ClusterRegCloseBatch(opened, 0, &failed) == ERROR_INVALID_HANDLE, "ClusterRegCloseBatch of a closed handle");
}

static void of_read_batch(const struct place *place, unsigned who, unsigned round)
{
    HREGREADBATCH opened = 0;
    HREGREADBATCHREPLY reply = 0;
    CLUSTER_READ_BATCH_COMMAND command;
    (void)who;
    need(ClusterRegCreateReadBatch(place->key, &opened) == 0, "ClusterRegCreateReadBatch");
    need(ClusterRegReadBatchAddCommand(opened, NULL, u"Value") == 0, "ClusterRegReadBatchAddCommand");
    need(ClusterRegReadBatchAddCommand(opened, u"Nothing", u"Value") == 0, "ClusterRegReadBatchAddCommand");
    if (round % 2)
        need(ClusterRegCloseReadBatch(opened, &reply) == 0, "ClusterRegCloseReadBatch");
    else
        need(ClusterRegCloseReadBatchEx(opened, 0, &reply) == 0, "ClusterRegCloseReadBatchEx");
    need(ClusterRegCloseReadBatch(opened, &reply) == ERROR_INVALID_HANDLE, "ClusterRegCloseReadBatch of a closed handle");
    need(ClusterRegReadBatchReplyNextCommand(reply, &command) == 0, "ClusterRegReadBatchReplyNextCommand");
    need(command.Command == CLUSREG_READ_VALUE && command.cbData == 4 && command.lpData[0] == 1, "what was read");
    need(ClusterRegReadBatchReplyNextCommand(reply, &command) == 0, "ClusterRegReadBatchReplyNextCommand");
    need(command.Command == CLUSREG_READ_ERROR, "an error");
    CLOSED_WITH(ClusterRegCloseReadBatchReply, reply);
}

static void of_crypt_provider(const struct place *place, unsigned who, unsigned round)
{
    const uint8_t secret[3] = {1, 2, 3};
    uint8_t *sealed = NULL, *opened = NULL;
    uint32_t sealed_bytes, bytes;
    HCLUSCRYPTPROVIDER provider = round % 2 ? OpenClusterCryptProvider(u"Kinds", NULL, 24, 1)
                                            : OpenClusterCryptProviderEx(u"Kinds", u"Named", NULL, 24, 1);
    (void)place;
    (void)who;
    need(provider != 0, "OpenClusterCryptProvider");
    need(ClusterEncrypt(provider, secret, 3, &sealed, &sealed_bytes) == 0, "ClusterEncrypt");
    need(ClusterDecrypt(provider, sealed, sealed_bytes, &opened, &bytes) == 0, "ClusterDecrypt");
    need(bytes == 3 && memcmp(opened, secret, 3) == 0, "what was encrypted");
    need(FreeClusterCrypt(sealed) == 0 && FreeClusterCrypt(opened) == 0, "FreeClusterCrypt");
    CLOSED_WITH(CloseClusterCryptProvider, provider);
}
