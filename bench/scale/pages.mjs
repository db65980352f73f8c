import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes blocks between `<!-- generated: name -->` and `<!-- end -->` of pages. Returns the pages that changed.
 * @param {string} folder
 * @param {Readonly<Record<string, Readonly<Record<string, string>>>>} pages texts by page and name of the block
 * @param {{ check: boolean }} options `check`: write nothing
 */
export function writePages(folder, pages, { check }) {
  return Object.entries(pages).flatMap(([name, blocks]) => {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const missing = Object.keys(blocks).find((block) => !text.includes(`<!-- generated: ${block} -->`));
    if (missing !== undefined) throw new Error(`${name}: missing block ${missing}`);
    const changed = text.replace(/<!-- generated: (.*?) -->\n[\s\S]*?<!-- end -->/g, (whole, block) =>
      Object.hasOwn(blocks, block) ? `<!-- generated: ${block} -->\n\n${blocks[block]}\n\n<!-- end -->` : whole,
    );
    if (changed === text) return [];
    if (!check) writeFileSync(path, changed);
    return [name];
  });
}
