// Rows that were kept only for a time.
const BATCH = 99;

/** What a session keeps for a limited time: messages that were seen, messages that were sent. */
const KEPT_FOR_A_TIME = ['d|', 's|'];

/**
 * @param {import('./partition.js').Partition} partition
 * @param {number} days
 * @returns {Promise<number>} how many rows went
 */
export async function purge(partition, days) {
  const before = Date.now() - days * 86_400_000;
  let count = 0;
  for (const prefix of KEPT_FOR_A_TIME) {
    const rows = await partition.list(prefix, ['RowKey', 'Timestamp']);
    const old = rows.filter(({ timestamp }) => Date.parse(timestamp) < before).map(({ rowKey }) => ({ rowKey }));
    for (let start = 0; start < old.length; start += BATCH) await partition.write(old.slice(start, start + BATCH));
    count += old.length;
  }
  return count;
}
