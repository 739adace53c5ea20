// Loaded into Azurite before it starts. It writes all that it has to disk every five seconds, and stands still meanwhile: after
// half an hour at twenty messages a second, half of the time. The longer a save took, the longer the next one waits, so that
// saving takes a twentieth of the time at most. What it may lose when it is killed, and not ended, is as old as that.
const { createRequire } = require('node:module');

const Loki = createRequire(process.argv[1])('lokijs');
const share = 1 / 20;

Loki.prototype.autosaveEnable = function (_options, callback) {
  this.autosave = true;
  const saveAfter = (wait) => {
    this.autosaveHandle = setTimeout(() => {
      const began = performance.now();
      if (this.autosaveDirty() && !this.ignoreAutosave) this.saveDatabase(callback);
      saveAfter(Math.max(this.autosaveInterval, (performance.now() - began) / share));
    }, wait);
  };
  saveAfter(this.autosaveInterval);
};
