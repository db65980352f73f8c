/** Preloaded into a server. On SIGUSR2, sets its wall clock back by an hour. The monotonic clock is not affected. */
const RealDate = Date;
let offsetMs = 0;
process.on('SIGUSR2', () => {
  offsetMs -= 3_600_000;
  process.stderr.write('clock set back\n');
});

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + offsetMs] : args));
  }

  static now() {
    return RealDate.now() + offsetMs;
  }
};
