import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../free-port.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const COMPOSE = `${FOLDER}node_modules/@graphql-mesh/compose-cli/esm/bin.js`;
const GATEWAY = `${FOLDER}node_modules/@graphql-hive/gateway/dist/bin.js`;

/**
 * Launches Hive Gateway with JIT over a supergraph that mesh-compose builds from openapi.json.
 * @param {import('../../servers.mjs').Setting} setting
 * @returns {Promise<import('../../processes.mjs').Launch>}
 */
export async function hiveGateway({ emulatorUrl, token, stateDir }) {
  await mkdir(stateDir, { recursive: true });
  const supergraph = join(stateDir, 'supergraph.graphql');
  const env = { NODE_ENV: 'production', EMULATOR_URL: emulatorUrl, ACCESS_TOKEN: token, SUPERGRAPH: supergraph };
  await promisify(execFile)(process.execPath, [COMPOSE, '-c', `${FOLDER}compose.config.mjs`], { cwd: FOLDER, env });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return {
    args: [GATEWAY, 'supergraph', supergraph, '--jit', '--host', '127.0.0.1', '--port', String(port)],
    env,
    urlOf: (stdout) => (stdout.includes(`Listening on ${url}`) ? `${url}/graphql` : undefined),
  };
}

const FIELDS = `
  id title brandName: brand_name color notice description claimLimit: get_limit canShare: can_share
  servicePhone: service_phone
  stock: sku { quantity totalQuantity: total_quantity }
`;

/**
 * Translates a workload that requests cards by id, and the shape of its data. The schema follows the platform's responses, so the same
 * fields are nested deeper and have other names.
 * @type {import('../../requests.mjs').Dialect}
 */
export const hiveDialect = {
  operation({ variables }) {
    const cards = Object.entries(/** @type {Record<string, string>} */ (variables));
    const [declared, fields] = [
      cards.map(([name]) => `$${name}: CardGetRequest_Input!`),
      cards.map(
        ([name]) => `${aliasOf(name)}: card_get(input: $${name}) { card { groupon { base_info { ${FIELDS} } } } }`,
      ),
    ];
    return {
      query: `query Cards(${declared.join(', ')}) { ${fields.join(' ')} }`,
      variables: Object.fromEntries(cards.map(([name, id]) => [name, { card_id: id }])),
    };
  },
  dataOf: (data) =>
    Object.fromEntries(Object.entries(data).map(([alias, { card }]) => [alias, card.groupon.base_info])),
};

/** Returns the alias for a variable: `$id` for a single card, otherwise the alias that is named like the variable. @param {string} variable */
function aliasOf(variable) {
  return variable === 'id' ? 'card' : variable;
}
