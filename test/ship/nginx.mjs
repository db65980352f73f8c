// Runs deploy/nginx.conf with two test servers behind it, and checks what it forwards, what it retries and what it logs.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const isInstalled = (command) => {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

async function startReplica(answer) {
  const arrivals = [];
  const server = createServer((request, response) => {
    const arrival = { url: request.url, headers: request.headers, body: '' };
    arrivals.push(arrival);
    request.on('data', (chunk) => {
      arrival.body += chunk;
    });
    answer(request, response);
  });
  server.on('upgrade', ({ url, headers }, socket) => {
    arrivals.push({ url, headers, body: '' });
    socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { arrivals, close, port: server.address().port };
}

/** Returns the status of a request for another protocol. */
function statusOfUpgrade(url, protocol) {
  return new Promise((resolve, reject) => {
    const headers = { connection: 'upgrade', upgrade: protocol };
    const request = httpRequest(`${url}/graphql`, { agent: false, headers });
    request.on('error', reject);
    request.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode);
    });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.end();
  });
}

export async function problemsOfNginx(root) {
  if (!isInstalled('nginx')) return { problems: [], skipped: 'nginx is not installed' };
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-nginx-'));
  const replicas = await Promise.all([0, 1].map(() => startReplica((_, response) => response.end('{}'))));
  const free = await startReplica(() => undefined);
  await free.close();
  const log = join(folder, 'access.log');
  // Differs from the file only in addresses and paths.
  const ports = replicas.map(({ port }) => port);
  const config = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
    .replaceAll(/172\.30\.47\.1([12]):4000/g, (_, replica) => `127.0.0.1:${ports[replica - 1]}`)
    .replace('listen 8080', `listen 127.0.0.1:${free.port}`)
    .replace('/dev/stdout', log)
    .replace('pid /run/nginx.pid', `pid ${folder}/nginx.pid`)
    .replace(
      'http {',
      ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].reduce(
        (text, kind) => `${text}\n  ${kind}_temp_path ${folder}/${kind};`,
        'http {',
      ),
    );
  const path = join(folder, 'nginx.conf');
  writeFileSync(path, config);
  const problems = [];
  const expect = (what, isSo) => {
    if (!isSo) problems.push(what);
  };
  const options = ['-p', folder, '-c', path];
  try {
    execFileSync('nginx', ['-t', '-q', ...options], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    problems.push(`nginx -t: ${error.stderr}`);
  }
  const nginx = spawn('nginx', [...options, '-g', 'daemon off;'], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${free.port}`;
  try {
    for (
      let tries = 0;
      tries < 50 &&
      !(await fetch(`${url}/nginx`).then(
        ({ ok }) => ok,
        () => false,
      ));
      tries += 1
    )
      await sleep(100);
    /** Puts another server behind both addresses. */
    const reload = async (port, change = (text) => text) => {
      writeFileSync(
        path,
        change(ports.reduce((text, old) => text.replace(`127.0.0.1:${old}`, `127.0.0.1:${port}`), config)),
      );
      process.kill(nginx.pid, 'SIGHUP');
      await sleep(500);
    };
    const expectBadGateway = async (what, response) => {
      const { errors: [error] = [] } = await response.json().catch(() => ({}));
      expect(`${what}: GraphQL JSON with BAD_GATEWAY`, error?.extensions?.code === 'BAD_GATEWAY');
      expect(`${what}: the message names the idempotencyKey`, error?.message.includes('same idempotencyKey') === true);
      expect(`${what}: Retry-After`, response.headers.get('retry-after') === '5');
      expect(`${what}: JSON`, response.headers.get('content-type')?.startsWith('application/json') === true);
    };
    const ask = (path, headers = {}, method = 'POST') =>
      fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(method === 'POST' && { body: '{"planted":1}' }),
      });

    const sent = {
      authorization: 'Bearer planted',
      'x-wechat-appid': 'wx1',
      'x-api-key': 'planted',
      'x-request-id': 'a-client-chose-it',
    };
    await ask('/graphql?planted=1', sent);
    const [arrival] = replicas.flatMap(({ arrivals }) => arrivals);
    for (const [name, value] of Object.entries(sent)) expect(`${name} is forwarded`, arrival?.headers[name] === value);
    // The format of src/http/server.ts: 8 to 64 characters.
    const ids = { good: 'x'.repeat(64), long: 'x'.repeat(65), other: 'not one, ever' };
    for (const id of Object.values(ids)) await ask('/graphql', { 'x-request-id': id });
    const forwardedIds = replicas.flatMap(({ arrivals }) => arrivals).map(({ headers }) => headers['x-request-id']);
    expect('a valid request id is forwarded', forwardedIds.includes(ids.good));
    expect(
      'a request id is generated if the client sends no valid one',
      forwardedIds.filter((id) => /^[\da-f]{32}$/.test(id)).length === 2,
    );
    const message = `<xml>${'planted'.repeat(100)}</xml>`;
    const signed = '?signature=planted&timestamp=1&nonce=planted&msg_signature=planted&encrypt_type=aes';
    /** Sends a message as the platform does. */
    const push = (body = message) => fetch(`${url}/wechat/events/wx1${signed}`, { method: 'POST', body });
    const expectEmpty = async (what, response, status) => {
      const text = await response.text();
      expect(
        `${what}: status ${status} and no body, got ${response.status} with ${text.length} characters`,
        response.status === status && text === '',
      );
      expect(`${what}: no content type`, response.headers.get('content-type') === null);
    };
    await push();
    const pushed = replicas.flatMap(({ arrivals }) => arrivals).find((one) => one.url.startsWith('/wechat/'));
    expect('a message is forwarded with its query string', pushed?.url === `/wechat/events/wx1${signed}`);
    expect('a message is forwarded unchanged', pushed?.body === message);
    expect('a message has the address of the client', pushed?.headers['x-forwarded-for'] === '127.0.0.1');
    const returned = '/wechat/component/callback?state=planted&auth_code=planted&expires_in=3600';
    await fetch(url + returned);
    const callback = replicas.flatMap(({ arrivals }) => arrivals).find((one) => one.url.includes('/callback'));
    expect('a callback is forwarded with its query string', callback?.url === returned);
    await expectEmpty('a message larger than 64 KiB', await push('x'.repeat(65_537)), 413);
    for (const own of ['/metrics', '/health/live', '/health/ready', '/console', '/console/cards']) {
      expect(`${own} is not public`, (await ask(own, {}, 'GET')).status === 404);
    }

    // One replica is down. Clients are not affected.
    await replicas[0].close();
    const statuses = [];
    for (let count = 0; count < 10; count += 1) statuses.push((await ask('/graphql')).status);
    expect(
      `POSTs go to the remaining replica, got ${statuses}`,
      statuses.every((status) => status === 200),
    );

    // A replica that breaks off in the middle: the POST was sent and is not retried.
    let cut = 0;
    const cutting = await startReplica((_, response) => {
      cut += 1;
      response.destroy();
    });
    await reload(cutting.port);
    const broken = await ask('/graphql', { 'x-request-id': 'a-client-chose-it' });
    expect(
      `a POST whose connection broke is sent once and gets 502: sent ${cut} times, got ${broken.status}`,
      cut === 1 && broken.status === 502,
    );
    await expectBadGateway('a broken connection', broken);
    expect('the error has the request id', broken.headers.get('x-request-id') === 'a-client-chose-it');
    cut = 0;
    await expectEmpty('a message whose connection broke', await push(), 502);
    expect(`a message whose connection broke is sent to the other replica as well: sent ${cut} times`, cut === 2);
    await cutting.close();
    await expectEmpty('a message without a replica', await push(), 502);
    await expectBadGateway('no replica', await ask('/graphql'));

    // WebSockets and other protocols.
    const upgrading = await startReplica((_, response) => response.end('{}'));
    await reload(upgrading.port);
    expect('a WebSocket is upgraded', (await statusOfUpgrade(url, 'websocket')) === 101);
    expect('another protocol is not passed on', (await statusOfUpgrade(url, 'h2c')) === 200);
    const { upgrade, connection } = upgrading.arrivals.at(-1).headers;
    expect(
      `an ordinary request has no header upgrade, got ${upgrade}`,
      upgrade === undefined && connection !== 'upgrade',
    );
    await upgrading.close();

    // A replica that does not respond in time.
    const hanging = await startReplica(() => undefined);
    await reload(hanging.port, (text) => text.replace('proxy_read_timeout 25s', 'proxy_read_timeout 1s'));
    const late = await ask('/graphql');
    const startedAt = performance.now();
    await expectEmpty('a message that no replica confirms in time', await push(), 504);
    const waited = performance.now() - startedAt;
    expect(`the platform gets a response to a message within 5 s, got it after ${waited.toFixed(0)} ms`, waited < 4800);
    await hanging.close();
    expect(`a response that does not arrive in time is 504, got ${late.status}`, late.status === 504);
    await expectBadGateway('a timeout', late);

    // An overloaded replica explains itself.
    const overload = '{"errors":[{"message":"overloaded","extensions":{"code":"SERVER_OVERLOADED"}}]}';
    const shedding = await startReplica((_, response) => {
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' }).end(overload);
    });
    await reload(shedding.port);
    const shed = await ask('/graphql');
    expect("the server's own 503 is passed on", shed.status === 503 && (await shed.text()) === overload);
    await shedding.close();
    const refusing = await startReplica((_, response) => response.writeHead(503, { 'content-length': 0 }).end());
    await reload(refusing.port);
    await expectEmpty("the server's own 503 for a message", await push(), 503);
    await refusing.close();

    expect('the access log contains the message', readFileSync(log, 'utf8').includes(' POST /wechat/events/wx1 200 '));
    expect('the access log shows no query and no credential', !/planted/.test(readFileSync(log, 'utf8')));
    expect(
      'the access log contains the request id',
      readFileSync(log, 'utf8').includes(' a-client-chose-it POST /graphql 200 '),
    );
  } finally {
    nginx.kill('SIGQUIT');
    await Promise.all([new Promise((ended) => nginx.once('close', ended)), replicas[1].close()]);
    rmSync(folder, { recursive: true, force: true });
  }
  return { problems };
}
