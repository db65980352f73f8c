import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmulatedPlatform } from '../../../src/emulator/emulated-platform.js';
import { ERRCODES } from '../../../src/platform/errcodes.js';
import { readContract } from '../../contract/replay.js';
import { EmulatorClient, type Json, json } from './emulator-client.js';

const DOCUMENT = readFileSync(join(__dirname, '../../../docs/emulator.md'), 'utf8');

/** Sections by heading, such as "POST /card/get". */
const SECTIONS = new Map(
  DOCUMENT.split(/^#{2,3} /m).map((section): [string, string] => {
    const [heading = '', ...lines] = section.split('\n');
    return [heading, lines.join('\n')];
  }),
);
const CALLS = [...SECTIONS.keys()].filter((heading) => /^[A-Z]+ \//.test(heading));
const isControl = (call: string) => call.includes(' /_emulator/');

/** Returns the rows of all tables whose first cell matches. */
const rowsOf = (first: RegExp) =>
  DOCUMENT.split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')))
    .filter(([cell]) => first.test(cell ?? ''));

describe('docs/emulator.md', () => {
  test('begins with the limitations', () => {
    expect([...SECTIONS.keys()][1]).toBe('Limitations');
  });

  test('has a section for every call that is served, and for no other', () => {
    const served = [...new EmulatedPlatform().served.values()].map(({ method, path }) => `${method} ${path}`);
    expect(CALLS.filter((call) => !isControl(call)).sort()).toEqual(served.sort());
  });

  test('has a section for every control call, and for no other', async () => {
    const client = await EmulatorClient.start();
    try {
      const { error } = await json(await client.raw('PUT', '/_emulator/state'));
      const routes = String(error).replace('expected one of ', '').split(', ');
      expect(CALLS.filter(isControl).sort()).toEqual(routes.sort());
    } finally {
      await client.close();
    }
  });

  test('lists only errcodes that the contract of the call has', async () => {
    const contract = await readContract();
    for (const call of CALLS.filter((call) => !isControl(call))) {
      const [, list] = (SECTIONS.get(call) ?? '').split('_Errcodes_');
      const named = [...(list ?? '').matchAll(/-1\b|\b[4-9]\d{4}\b/g)].map(([errcode]) => Number(errcode));
      expect({ call, named: named.length > 0 }).toEqual({ call, named: true });
      const { errcodes, request } = contract.get(call) ?? { errcodes: [], request: {} };
      const allowed = [...errcodes, ...Object.values(request).flatMap(({ missing, refused }) => [missing, refused])];
      expect({ call, unexpected: named.filter((errcode) => !allowed.includes(errcode)) }).toEqual({
        call,
        unexpected: [],
      });
    }
  });

  test('mentions only errcodes that are in the table of errcodes', () => {
    const named = [...DOCUMENT.matchAll(/\b[4678]\d{4}\b/g)].map(([errcode]) => Number(errcode));
    expect(named.filter((errcode) => !ERRCODES.has(errcode))).toEqual([]);
  });

  test('lists the demo codes and rules in their initial state', async () => {
    const client = await EmulatorClient.start();
    try {
      const { codes, rules } = (await client.control('GET', '/state')) as { codes: Json[]; rules: Json[] };
      const shown = codes.filter(({ openid }) => openid !== 'oDEMO-user-0006');
      expect(rowsOf(/^(?:\d{12}|QL-\d{4})$/).map((cells) => cells.slice(0, 4))).toEqual(
        shown.map(({ code, card_id, openid, user_card_status }) => [code, card_id, openid, user_card_status]),
      );
      expect(codes.length - shown.length).toBe(24);
      expect(rowsOf(/^\d{7}$/).map((cells) => cells.slice(0, 3))).toEqual(rules.map(ruleRow));
    } finally {
      await client.close();
    }
  });
});

function ruleRow(rule: Json): string[] {
  const { mchid_list } = rule.base_info as { mchid_list: string[] };
  const { card_id } = rule.member_rule as { card_id: string };
  return [String(rule.rule_id), mchid_list.join(', '), card_id];
}
