import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name: string) => readFileSync(join(__dirname, '../../..', name), 'utf8');

/** The flags of node in the first line of the command `cardgraph`. */
const FLAGS = /^#!\/usr\/bin\/env -S node (.*)$/m.exec(read('src/cli.ts'))?.[1] ?? '';

describe('the flags of node for starting the server', () => {
  test('the command sets those of its young generation', () => {
    expect(FLAGS.split(' ')).toEqual([
      '--min-semi-space-size=64',
      '--max-semi-space-size=64',
      '--no-allocation-site-pretenuring',
    ]);
  });

  test('npm start has the same flags', () => {
    expect(JSON.parse(read('package.json')).scripts.start).toBe(`exec node ${FLAGS} dist/cli.js serve`);
  });

  test('the image has the same flags', () => {
    const [, entrypoint = '[]'] = /^ENTRYPOINT (.*)$/m.exec(read('Dockerfile')) ?? [];
    expect(JSON.parse(entrypoint)).toEqual(['node', ...FLAGS.split(' '), 'dist/cli.js']);
  });
});
