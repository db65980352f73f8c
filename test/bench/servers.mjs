/**
 * The servers that are measured. Each is a process of its own and prints the URL that takes the operation.
 *
 * @typedef {object} Server
 * @property {string} name
 * @property {(work: import('./works.mjs').Work) => string[]} args of node, from the root of the checkout
 * @property {(emulatorUrl: string) => Record<string, string>} env
 * @property {boolean} makesEveryCall makes exactly the floor's upstream calls: the bench fails if it does not
 */

/** The emulator's account that is always there. */
export const ACCOUNT = { appid: 'wxdemo', secret: 'demo-secret' };

/** The server that the others are compared with. */
export const FLOOR = 'floor';

/** @type {readonly Server[]} */
export const SERVERS = [
  {
    name: 'cardgraph',
    args: () => ['dist/cli.js', 'serve'],
    env: (emulatorUrl) => ({
      NODE_ENV: 'production',
      PORT: '0',
      WECHAT_BASE_URL: emulatorUrl,
      WECHAT_APP_ID: ACCOUNT.appid,
      WECHAT_APP_SECRET: ACCOUNT.secret,
      // An answer that was kept or shared costs no call, and the floor makes every call.
      CACHE: 'off',
      COALESCE: 'off',
    }),
    makesEveryCall: true,
  },
  {
    name: FLOOR,
    args: (work) => ['test/bench/floor.mjs', work.name],
    env: (emulatorUrl) => ({ NODE_ENV: 'production', EMULATOR_URL: emulatorUrl }),
    makesEveryCall: true,
  },
];
