import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';

/** Preloaded into a server. Stops the process once, after a write was passed to undici and before its first byte is sent. */
let isArmed = true;
subscribe('undici:request:create', ({ request }) => {
  if (!isArmed || !request.path.startsWith('/card/modifystock')) return;
  isArmed = false;
  writeSync(2, 'stopped before the write\n');
  process.kill(process.pid, 'SIGSTOP');
  // The signal may take effect a little later than the call returns.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
});
