/** Maximum characters of a personal value that are shown with its mask. */
const MAX_CHARACTERS = 4;

/** Returns the end of a code or an id, by which a reader can recognize it. At most a quarter of it, empty if it is short. */
export function endOf(value: string): string {
  const characters = [...value];
  const count = Math.min(MAX_CHARACTERS, Math.floor(characters.length / 4));
  return characters.slice(characters.length - count).join('');
}
