#!/usr/bin/env node
/** `npm run scale`: counts what requests and events take with several replicas, and computes what a deployment needs, see docs/scale.md. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { callerPath } from './caller-path.mjs';
import { circumstances } from './circumstances.mjs';
import { WARM_UP } from './measure.mjs';
import { nodeVersions } from './node-versions.mjs';
import { stopAll } from './processes.mjs';
import { countKinds } from './scale/counted-kinds.mjs';
import { writePages } from './scale/pages.mjs';
import { scaleBlocks } from './scale/scale-tables.mjs';
import { youngGenerations } from './scale/young-generation.mjs';
import { youngBlocks } from './scale/young-tables.mjs';

const USAGE = `Usage: npm run scale -- [--replicas 1,2,4] [--node <version>] [--quick] [--results <file>] [--docs <folder>]
       npm run scale -- --young [--node 20,24] …
       npm run scale -- --tables | --check [--results <file>] [--docs <folder>]

  --replicas  measure deployments with these numbers of replicas, at most 8, and keep the figures of the others; default: 1,2,4
  --young     measure the sizes of the young generation instead
  --node      the major version of Node.js that the servers run on; default: the version that runs the bench
  --quick     few requests, to check that it works, without reliable figures
  --results   the file with everything that was measured; default: bench/scale/measured.json, with --quick bench/results/scale.json
  --docs      the folder with scale.md and deploy.md, whose tables are written; default: docs, with --quick none
  --tables    only compute the tables from the results
  --check     fail if the tables are not those of the results
`;

/** EX_USAGE of sysexits.h. */
const EXIT_USAGE = 64;

const FULL = {
  warmUpRounds: 6,
  rounds: 3,
  share: 1,
  idleSeconds: 5,
  // Longer than cards are current.
  zipf: { warmUpSeconds: 7, seconds: 10, ratePerSecond: 200 },
  benchmarkCommands: 100_000,
};
const QUICK = {
  warmUpRounds: 0,
  rounds: 1,
  share: 0.02,
  idleSeconds: 0.5,
  zipf: { warmUpSeconds: 0.5, seconds: 1, ratePerSecond: 50 },
  benchmarkCommands: 1000,
};
// Many short rounds, because the differences are small.
const YOUNG_FULL = { ...WARM_UP, rounds: 15, roundSeconds: 0.7, draws: 20_000 };
const YOUNG_QUICK = { warmUpSeconds: 0.1, rounds: 1, roundSeconds: 0.2, draws: 100 };

function options() {
  try {
    return parseArgs({
      options: {
        replicas: { type: 'string', default: '1,2,4' },
        young: { type: 'boolean', default: false },
        node: { type: 'string' },
        quick: { type: 'boolean', default: false },
        results: { type: 'string' },
        docs: { type: 'string' },
        tables: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${/** @type {Error} */ (error).message}\n\n${USAGE}`);
    return process.exit(EXIT_USAGE);
  }
}

/** @param {string} list */
function replicaCounts(list) {
  const counts = list.split(',').map(Number);
  if (counts.every((count) => Number.isInteger(count) && count >= 1 && count <= 8)) return counts;
  process.stderr.write(`--replicas: expected numbers from 1 to 8\n\n${USAGE}`);
  return process.exit(EXIT_USAGE);
}

/** @param {string} line */
function progress(line) {
  process.stderr.write(`${line}\n`);
}

const { help, quick, young, check, tables, ...chosen } = options();
if (help) {
  process.stdout.write(USAGE);
  process.exit();
}
const results = chosen.results
  ? callerPath(chosen.results)
  : join(import.meta.dirname, quick ? 'results/scale.json' : 'scale/measured.json');
const docs = chosen.docs ? callerPath(chosen.docs) : quick ? undefined : join(import.meta.dirname, '../docs');
const counts = replicaCounts(chosen.replicas);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => stopAll().finally(() => process.exit(1)));
}
try {
  const measured = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { stacks: {}, young: [] };
  const save = async () => {
    await mkdir(dirname(results), { recursive: true });
    await writeFile(results, `${JSON.stringify(measured, null, 2)}\n`);
  };
  if (!tables && !check) {
    for (const node of nodeVersions(chosen.node)) {
      const where = async () => {
        const { date, commit, machine, node: version, load1 } = await circumstances(node);
        return { date, commit, machine, node: version, load1 };
      };
      if (young) {
        const found = await youngGenerations(node, quick ? YOUNG_QUICK : YOUNG_FULL, progress);
        const others = measured.young.filter(
          (/** @type {{ node: string }} */ one) => !isSameMajor(one.node, node.version),
        );
        const { date, machine } = await where();
        measured.young = [...others, ...found.map((one) => ({ date, machine, ...one }))];
        await save();
      } else {
        for (const count of counts) {
          const figures = await countKinds(count, node, quick ? QUICK : FULL, progress);
          measured.stacks[count] = { ...(await where()), ...figures };
          await save();
        }
      }
    }
  }
  const pages = {
    // A card that another replica has read takes two of them.
    'scale.md': Object.keys(measured.stacks).some((count) => Number(count) > 1) ? scaleBlocks(measured) : {},
    'deploy.md': youngBlocks(measured.young),
  };
  if (docs === undefined) {
    for (const text of Object.values(pages).flatMap((blocks) => Object.values(blocks)))
      process.stdout.write(`${text}\n\n`);
  } else {
    const outdated = writePages(docs, pages, { check });
    if (check && outdated.length > 0) {
      progress(`Outdated: ${outdated.join(', ')}. Run npm run scale -- --tables.`);
      process.exitCode = 1;
    }
  }
} catch (error) {
  progress(`scale failed: ${error instanceof Error ? error.stack : error}`);
  process.exitCode = 1;
} finally {
  await stopAll();
}

/** @param {string} one @param {string} other */
function isSameMajor(one, other) {
  return one.split('.')[0] === other.split('.')[0];
}
