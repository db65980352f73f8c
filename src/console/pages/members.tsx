import { words } from '../words/words.js';

export function Page() {
  return <h1>{words().pages.members}</h1>;
}
