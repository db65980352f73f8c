import { words } from '../words/words.js';

export function Page() {
  return <h1>{words().pages.today}</h1>;
}
