import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.mjs';

const BINARY = fileURLToPath(new URL('../node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall', import.meta.url));

/**
 * Launches Tailcall, a GraphQL server in Rust that is configured instead of programmed. It maps names but not values, and cannot use a key
 * that depends on the response, so it takes part only in rows with one card and with aliased cards, of one type.
 * @param {import('../servers.mjs').Setting} setting
 * @param {boolean} dedupe whether equal operations and equal in-flight calls are coalesced
 * @returns {Promise<import('../processes.mjs').Launch>}
 */
export async function tailcall(setting, dedupe) {
  await mkdir(setting.stateDir, { recursive: true });
  const file = join(setting.stateDir, 'tailcall.graphql');
  const port = await freePort();
  await writeFile(file, configuration(setting, port, dedupe));
  return {
    command: BINARY,
    args: ['start', file],
    env: { HOME: setting.stateDir, TAILCALL_TRACKER: 'false' },
    urlOf: (stdout) =>
      stdout.includes(`launched at [127.0.0.1:${port}]`) ? `http://127.0.0.1:${port}/graphql` : undefined,
  };
}

/** @param {import('../servers.mjs').Setting} setting @param {number} port @param {boolean} dedupe */
function configuration({ emulatorUrl, token }, port, dedupe) {
  const wire = (/** @type {string} */ name) => `"{{.card.groupon.base_info.${name}}}"`;
  return `
    schema @server(hostname: "127.0.0.1", port: ${port}) { query: Query }
    type Query {
      card(id: ID!): Card @http(
        url: "${emulatorUrl}/card/get"
        method: POST
        query: [{ key: "access_token", value: "${token}" }]
        body: "{\\"card_id\\":\\"{{.args.id}}\\"}"
        dedupe: ${dedupe}
        select: {
          id: ${wire('id')}
          title: ${wire('title')}
          brandName: ${wire('brand_name')}
          color: ${wire('color')}
          notice: ${wire('notice')}
          description: ${wire('description')}
          claimLimit: ${wire('get_limit')}
          canShare: ${wire('can_share')}
          servicePhone: ${wire('service_phone')}
          stock: { quantity: ${wire('sku.quantity')}, totalQuantity: ${wire('sku.total_quantity')} }
        }
      )
    }
    type Card {
      id: ID!
      title: String
      brandName: String
      color: String
      notice: String
      description: String
      claimLimit: Int
      canShare: Boolean
      servicePhone: String
      stock: CardStock
    }
    type CardStock { quantity: Int! totalQuantity: Int }
  `;
}
