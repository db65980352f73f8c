import { configOrExit } from './config-or-exit.js';

/** Prints a line per account: the configured ones, then the merchants of the third-party platform by their appid. */
export async function accounts(): Promise<void> {
  const config = configOrExit();
  const { accountLine, openThirdParty } = await import('./third-party.js');
  const print = (lines: readonly string[]) => process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  const { upstream, component } = config;
  if (upstream.kind === 'emulator') {
    process.stderr.write('No account is configured: `cardgraph serve` starts the emulator\n');
    return;
  }
  print(upstream.accounts.map(({ appid }) => accountLine({ appid })));
  if (component === undefined) return;
  const { platform, close } = await openThirdParty(component, config);
  try {
    await platform.merchants.refresh();
    const merchants = [...platform.merchants.all].sort((one, other) => (one.appid < other.appid ? -1 : 1));
    print(merchants.map(accountLine));
  } finally {
    await close();
  }
}
