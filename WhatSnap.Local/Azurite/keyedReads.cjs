// Loaded into Azurite before it starts. It finds a row by looking at all rows of its partition, and answers a query by looking at
// all rows of the table: with some thousand messages each call costs milliseconds that Azure Tables does not take. The same
// rows are found by the keys' own indexes: the one that leaves fewer rows first, and the partition that a query begins with.
const { createRequire } = require('node:module');

const azurite = createRequire(process.argv[1]);
const { Collection } = azurite('lokijs');
const { default: Store } = azurite('./table/persistence/LokiTableMetadataStore.js');
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
