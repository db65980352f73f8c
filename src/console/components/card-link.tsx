import { addressOf } from '../router.js';
import { can } from '../session.js';
import { Link } from './link.js';

/** A link to the page of a card, if the caller may see it. */
export function CardLink({ id, title }: { id: string; title: string | null | undefined }) {
  const text = title || id;
  return can('card:read') ? <Link to={addressOf({ page: 'card', id })}>{text}</Link> : <span>{text}</span>;
}
