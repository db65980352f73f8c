import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { AuthConfig } from '../../src/config/config.js';

interface Key {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly algorithm: string;
  readonly jwk: JWK;
}

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'cardgraph';

/** Every algorithm with a public key, as in the default of JWT_ALGORITHMS. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** A token issuer that signs tokens and serves its key set over HTTP. */
export class Issuer {
  readonly #keys = new Map<string, Key>();
  readonly #server: Server;
  /** Number of requests for the key set. */
  fetches = 0;
  /** Served instead of the key set: an error status or an invalid body. */
  trouble: number | string | undefined;

  private constructor() {
    this.#server = createServer((_, response) => {
      this.fetches += 1;
      response.statusCode = typeof this.trouble === 'number' ? this.trouble : 200;
      const keys = [...this.#keys.values()].map(({ jwk }) => jwk);
      response.setHeader('content-type', 'application/json');
      response.end(typeof this.trouble === 'string' ? this.trouble : JSON.stringify({ keys }));
    });
  }

  static async start(): Promise<Issuer> {
    const issuer = new Issuer();
    await issuer.addKey('first');
    issuer.#server.listen(0, '127.0.0.1');
    await once(issuer.#server, 'listening');
    return issuer;
  }

  async addKey(kid: string, algorithm = 'ES256'): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
    this.#keys.set(kid, { privateKey, publicKey, algorithm, jwk });
  }

  /** Removes a key from the key set. Its existing tokens remain. */
  removeKey(kid: string): void {
    this.#keys.delete(kid);
  }

  publicPem(kid = 'first'): Promise<string> {
    return exportSPKI(this.#key(kid).publicKey);
  }

  /** Returns the configuration of a server that accepts tokens of this issuer. */
  jwt(): Extract<AuthConfig, { mode: 'jwt' }> {
    const { port } = this.#server.address() as AddressInfo;
    const keys = { jwksUrl: `http://127.0.0.1:${port}/jwks.json` };
    return {
      mode: 'jwt',
      keys,
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ALGORITHMS,
      clockToleranceSeconds: 5,
    };
  }

  /** Returns claims that are valid for 5 minutes. A claim that is set to undefined is omitted. */
  claims(own: JWTPayload = {}): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'shop',
      exp: now + 300,
      scope: 'card:read',
      wechat_appids: ['wxdemo'],
      ...own,
    };
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  }

  /** @param named the kid in the header if it differs from that of the key; null for none */
  token(own?: JWTPayload, kid = 'first', named: string | null = kid): Promise<string> {
    const { privateKey, algorithm } = this.#key(kid);
    const header = { alg: algorithm, ...(named === null ? {} : { kid: named }) };
    return new SignJWT(this.claims(own)).setProtectedHeader(header).sign(privateKey);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #key(kid: string): Key {
    const key = this.#keys.get(kid);
    if (key === undefined) throw new Error(`the issuer has no key ${kid}`);
    return key;
  }
}

/** Encodes a part of a token. */
export const encoded = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
