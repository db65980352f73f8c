import type { ComponentChildren } from 'preact';
import { Link } from '../components/link.js';
import { addressOf } from '../router.js';

/** The rows of a section, or a sentence if there are none. */
export function Rows({ nothing, children }: { nothing: string; children: ComponentChildren[] }) {
  return children.length === 0 ? <p>{nothing}</p> : <ul class="rows">{children}</ul>;
}

/** A row with a fact at its end. */
export function Row({ fact, children }: { fact: ComponentChildren; children: ComponentChildren }) {
  return (
    <li>
      <div>{children}</div>
      <span class="facts">{fact}</span>
    </li>
  );
}

/** A card with a link to its page. */
export function CardRow(props: { id: string; title: string | null | undefined; children: ComponentChildren }) {
  return (
    <Row fact={props.children}>
      <Link to={addressOf({ page: 'card', id: props.id })}>{props.title ?? props.id}</Link>
    </Row>
  );
}
