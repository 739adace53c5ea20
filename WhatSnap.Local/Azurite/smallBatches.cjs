// Loaded into Azurite before it starts. Its queues look for expired messages at every request and remove what they found,
// mostly nothing; LokiJS 1.5.12 answers each batch, even an empty one, by sorting its indexes anew, which costs 25 ms a
// request once some thousand messages wait. One document at a time leaves the same data and touches only its own places.
const { createRequire } = require('node:module');

const { Collection } = createRequire(process.argv[1])('lokijs');
for (const name of ['remove', 'update']) {
  const one = Collection.prototype[name];
  Collection.prototype[name] = function (documents) {
    if (!Array.isArray(documents)) return one.call(this, documents);
    for (const document of documents.slice()) one.call(this, document);
  };
}
