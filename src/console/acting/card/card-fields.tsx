import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ActPayload } from '../attempt.js';
import type { Act } from '../use-act.js';
import { CardField, cardFormWords, groupOf, nameOfGroup } from './card-field.js';
import type { FormField } from './form-fields.js';

/** Fields of a card by group. Groups are closed until they are needed, except for the one with the name `open`. */
export function CardFields<Payload extends ActPayload>(props: {
  act: Act<Payload>;
  fields: readonly FormField[];
  open?: string;
  hintOf?: (name: string) => ComponentChildren;
}) {
  const { act, fields, open, hintOf } = props;
  const groups = [...new Set(fields.map(({ name }) => groupOf(name)))];
  return (
    <>
      {groups.map((group) => {
        const members = fields.filter(({ name }) => groupOf(name) === group);
        return (
          <FieldGroup key={group} act={act} group={group} fields={members} isOpen={group === open}>
            {members.map((field) => (
              <CardField key={field.name} act={act} field={field} hint={hintOf?.(field.name)} />
            ))}
          </FieldGroup>
        );
      })}
    </>
  );
}

function FieldGroup<Payload extends ActPayload>(props: {
  act: Act<Payload>;
  group: string;
  fields: readonly FormField[];
  isOpen: boolean;
  children: ComponentChildren;
}) {
  const { act, group, fields, isOpen, children } = props;
  const { form } = cardFormWords();
  const element = useRef<HTMLDetailsElement>(null);
  const changed = fields.filter(({ name }) => act.isChanged(name)).length;
  const isProblem = fields.some(({ name }) =>
    Object.keys(act.problems).some((one) => one === name || one.startsWith(`${name}.`)),
  );
  const isUsed = isOpen || changed > 0;
  // The reader can close it nevertheless.
  useEffect(() => {
    if (element.current !== null && (isProblem || isUsed)) element.current.open = true;
  }, [isProblem, isUsed]);
  return (
    <details ref={element} class="group">
      <summary>
        {nameOfGroup(group)} {changed > 0 && <strong class="facts">{form.changed(changed)}</strong>}
      </summary>
      <div class="fields">{children}</div>
    </details>
  );
}
