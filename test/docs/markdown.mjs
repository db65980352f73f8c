// Markdown for the generated blocks of docs/.

export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const code = (text) => `\`${text}\``;

export const listed = (items) => (items.length === 0 ? '–' : items.join(', '));

/** Returns plain text with the characters escaped that Markdown interprets. */
export const escaped = (text) => text.replace(/[\\*|]/g, '\\$&');
