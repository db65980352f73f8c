import { addressOf } from '../router.js';
import { possibleTargets } from '../search-target.js';
import { can } from '../session.js';
import { words } from '../words/words.js';
import { Link } from './link.js';

/** Links that look a searched text up as a code or an id, because custom codes can be any text. */
export function LookUps({ text }: { text: string }) {
  const { lookUps } = words();
  const targets = possibleTargets(text).filter(({ scope }) => can(scope));
  if (targets.length === 0) return null;
  return (
    <p class="facts">
      {lookUps.introduction(text)}{' '}
      {targets.map(({ kind, route, values }, index) => (
        <span key={kind}>
          {index > 0 && ' · '}
          <Link to={addressOf(route, values)}>{lookUps[kind]}</Link>
        </span>
      ))}
    </p>
  );
}
