// Loaded into Azurite before it starts. It finds a row by looking at all rows of its partition, answers a query by looking at
// all rows of the table, and looks at the messages of all queues twice at each call for one: with some thousand messages each call
// costs milliseconds that Azure does not take. The same rows and messages are found by the keys' own indexes: the one that leaves
// fewer rows first, the partition that a query begins with, and a message's id, end or queue. What is no longer referred to it deletes one by one, and sorts all indexes anew each time.
const { createRequire } = require('node:module');

const azurite = createRequire(process.argv[1]);
const { Collection, Resultset } = azurite('lokijs');
const { default: Store } = azurite('./table/persistence/LokiTableMetadataStore.js');
const { default: Queues } = azurite('./queue/persistence/LokiQueueMetadataStore.js');
const { default: Extents } = azurite('./common/persistence/LokiExtentMetadataStore.js');
const fewestFirst = ['messageId', 'expirationTime', 'queueName'];
const onePartition = /^\(?PartitionKey eq '((?:[^']|'')*)'(?!.* or )/;
let partition;

const findOne = Collection.prototype.findOne;
Collection.prototype.findOne = function (query) {
  const { PartitionKey, RowKey, ...rest } = query ?? {};
  if (PartitionKey === undefined || RowKey === undefined || Object.keys(rest).length > 0) return findOne.call(this, query);
  const rows = (name, key) => {
    const [first, last] = this.calculateRange('$eq', name, key);
    return last - first;
  };
  const isRowRarer = rows('RowKey', RowKey) < rows('PartitionKey', PartitionKey);
  return findOne.call(this, isRowRarer ? { RowKey, PartitionKey } : { PartitionKey, RowKey });
};

const queryTableEntities = Store.prototype.queryTableEntities;
Store.prototype.queryTableEntities = function (context, account, table, options, ...next) {
  // The rows are chosen before the first await.
  partition = onePartition.exec(options.filter ?? '')?.[1].replaceAll("''", "'");
  try {
    return queryTableEntities.call(this, context, account, table, options, ...next);
  } finally {
    partition = undefined;
  }
};

const chain = Collection.prototype.chain;
Collection.prototype.chain = function (...transform) {
  const all = chain.apply(this, transform);
  if (partition === undefined || !this.binaryIndices.PartitionKey) return all;
  return all.find({ PartitionKey: partition });
};

const init = Queues.prototype.init;
Queues.prototype.init = async function () {
  await init.call(this);
  this.db.getCollection(this.MESSAGES_COLLECTION).ensureIndex('expirationTime');
};

// A query of several keys is looked up by the first and filtered by the others.
const find = Resultset.prototype.find;
Resultset.prototype.find = function (query, firstOnly) {
  const first = fewestFirst.find((name) => query?.[name] !== undefined);
  return find.call(this, first ? { [first]: query[first], ...query } : query, firstOnly);
};

Extents.prototype.deleteExtent = async function (id) {
  const extents = this.db.getCollection(this.EXTENTS_COLLECTION);
  const one = extents.findOne({ id });
  if (one) extents.remove(one);
};
