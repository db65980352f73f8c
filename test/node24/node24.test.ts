import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { Child } from '../support/child.js';
import { GraphClient } from '../support/graph-client.js';

const CARD = 'pDEMO-groupon-0001';

describe('Node.js 24', () => {
  let folder: string;
  let node: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardgraph-node24-'));
    const installed = execFileSync(process.execPath, ['test/node24/install.mjs', folder], { encoding: 'utf8' });
    node = join(installed.trim(), 'node');
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('serves queries and mutations with records in a folder, and exits with 0 on SIGTERM', async () => {
    const env = { PORT: '0', EMULATOR_PORT: '0', STATE_DIR: join(folder, 'state') };
    const server = new Child(['serve'], env, 'read', node);
    const graph = new GraphClient(await server.announced('GraphQL'));
    expect(await graph.data(`{ card(id: "${CARD}") { status } }`)).toEqual({ card: { status: 'APPROVED' } });
    const change = `mutation { updateCard(input: { cardId: "${CARD}", baseInfo: { servicePhone: "020-1" }, idempotencyKey: "k" }) { verified replayed } }`;
    expect(await graph.data(change)).toEqual({ updateCard: { verified: true, replayed: false } });
    expect(await graph.data(change)).toEqual({ updateCard: { verified: true, replayed: true } });
    expect(await server.stop()).toBe(0);
  });

  test('takes at most 160 MB after the start, because the garbage of the start is collected', async () => {
    const env = {
      NODE_ENV: 'production',
      // That of the command, except for the minimum, which this variable cannot set.
      NODE_OPTIONS: '--max-semi-space-size=64',
      PORT: '0',
      STATE_DIR: join(folder, 'idle'),
      WECHAT_APP_ID: 'wxdemo',
      WECHAT_APP_SECRET: 'demo-secret',
    };
    const server = new Child(['serve'], env, 'read', node);
    await server.announced('GraphQL');
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? [];
    expect(Number(kilobytes) / 1024).toBeLessThanOrEqual(160);
    expect(await server.stop()).toBe(0);
  });

  test('composes a contract without personal data, in which no path leads to a user or a wallet', () => {
    const sdl = execFileSync(node, ['test/composition/contract.mjs'], {
      encoding: 'utf8',
      maxBuffer: 16 * 1024 * 1024,
    });
    const schema = buildSchema(sdl);
    const reached = new Set<string>();
    const follow = (type: GraphQLNamedType) => {
      if (reached.has(type.name)) return;
      reached.add(type.name);
      for (const member of isAbstractType(type) ? schema.getPossibleTypes(type) : []) follow(member);
      if (!isObjectType(type) && !isInterfaceType(type)) return;
      for (const field of Object.values(type.getFields())) follow(getNamedType(field.type));
    };
    for (const root of [schema.getQueryType(), schema.getMutationType()]) if (root) follow(root);
    expect([...reached]).toEqual(expect.arrayContaining(['Card', 'Code', 'MemberInfo', 'UpdateCodePayload']));
    expect(['WechatUser', 'CodeWallet', 'MemberField', 'JSONObject'].filter((name) => reached.has(name))).toEqual([]);
    const code = schema.getType('Code');
    const fields = Object.keys(isObjectType(code) ? code.getFields() : {});
    expect(['id', 'code', 'holder', 'raw'].filter((name) => fields.includes(name))).toEqual([]);
  });
});
