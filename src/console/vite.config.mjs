// Bundles the console: index.html, its licences and, under assets, files with a hash of their content in the name. src/console/build.mjs
// sets the folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const OPERATIONS = join(import.meta.dirname, 'generated/operations.ts');
const PREFIX = 'operation:';

/** Makes each generated document a separate module, so that a page loads only the operations that it sends. */
function splitOperations() {
  return {
    name: 'split-operations',
    enforce: 'pre',
    transform(code, id) {
      if (!/\.tsx?$/.test(id)) return null;
      return code.replace(/import \{([^}]*)\} from '[./]+generated\/operations\.js';/g, (_, names) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '' && !name.startsWith('type '))
          .map((name) => `import { ${name} } from '${PREFIX}${name}';`)
          .join(''),
      );
    },
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const name = id.slice(PREFIX.length + 1);
      const declaration = new RegExp(`^export const ${name} = (.*) as unknown as `, 'm');
      const [, json] = declaration.exec(readFileSync(OPERATIONS, 'utf8')) ?? [];
      if (json === undefined) this.error(`generated/operations.ts has no ${name}; run npm run codegen`);
      return `export const ${name} = ${json};`;
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  publicDir: false,
  plugins: [splitOperations()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    emptyOutDir: true,
    target: 'es2022',
    license: { fileName: 'LICENCES.txt' },
    // The content security policy allows neither inline scripts nor inline styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
