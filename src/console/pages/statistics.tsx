import { words } from '../words/words.js';

export function Page() {
  return <h1>{words().pages.statistics}</h1>;
}
