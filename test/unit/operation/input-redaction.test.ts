import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { coerceVariables } from '../../../src/operation/input-redaction.js';

const NAMES = Array.from({ length: 15 }, (_, index) => `VALUE_${String.fromCharCode(65 + index)}`);
const schema = buildSchema(`enum Long { ${NAMES.join(' ')} } type Query { field(value: Long): Int }`);
const operation = parse('query ($v: Long) { field(value: $v) }').definitions[0] as OperationDefinitionNode;

function messageFor(v: unknown): string {
  try {
    coerceVariables(schema, operation, { v }, 5);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the value was accepted');
}

describe('an invalid value of an enum', () => {
  test('is reported with 12 allowed values and the number of further ones', () => {
    expect(messageFor(1)).toBe(`$v: expected Long (${NAMES.slice(0, 12).join(', ')} and 3 more), got a number`);
  });

  test('is reported with the nearest name, even if that is not among the listed ones', () => {
    expect(messageFor('VALUE_OO')).toMatch(/and 3 more\), got a string of 8 bytes\. Did you mean VALUE_O\?$/);
  });

  test.each([
    ['no name is near', 'unrelated'],
    ['it is longer than 64 characters', 'VALUE_A'.repeat(10)],
  ])('is reported without a name if %s', (_subject, value) => {
    expect(messageFor(value)).not.toContain('Did you mean');
  });
});
