import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { post } from '../support/raw-answer.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const emulator = useEmulator({ beforeEach: 'nothing' });
let folder: string;
let platform: Server;
let ownCertificate: Certificate;
let server: Child;
let url: string;

interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Creates a certificate for a host, which the server trusts. */
function certificateFor(host: string): Certificate {
  const [keyFile, certFile] = [join(folder, `${host}.key`), join(folder, `${host}.pem`)];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '2', ...curve, ...subject, ...files], {
    stdio: 'ignore',
  });
  const cert = readFileSync(certFile);
  appendFileSync(join(folder, 'trusted.pem'), cert);
  return { key: readFileSync(keyFile), cert };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-certificates-'));
  ownCertificate = certificateFor('localhost');
  platform = createServer(certificateFor('other.example'), (incoming, outgoing) => {
    const { method, headers } = incoming;
    const forwarded = request(new URL(incoming.url ?? '/', emulator.url), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  platform.listen(0, 'localhost');
  await once(platform, 'listening');
  server = new Child(['serve'], {
    PORT: '0',
    CACHE: 'off',
    WECHAT_BASE_URL: `https://localhost:${(platform.address() as AddressInfo).port}`,
    WECHAT_APP_ID: 'wxdemo',
    WECHAT_APP_SECRET: 'demo-secret',
    STATE_DIR: join(folder, 'state'),
    NODE_EXTRA_CA_CERTS: join(folder, 'trusted.pem'),
  });
  url = await server.announced('GraphQL');
});
afterAll(async () => {
  await server.stop('SIGKILL');
  platform.closeAllConnections();
  platform.close();
  rmSync(folder, { recursive: true });
});

test('a platform with the certificate of another host fails each request at once, and is called again after it has the right one', async () => {
  for (let times = 0; times < 4; times += 1) {
    const { json } = await post(url);
    expect(json.errors).toMatchObject([{ extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
  }
  platform.setSecureContext(ownCertificate);
  // The circuit breaker may be open.
  await until(async () => (await post(url)).json.data.card !== null);
  for (let times = 0; times < 4; times += 1) expect((await post(url)).json.errors).toBeUndefined();
});
