import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLObjectType,
  Kind,
  OperationTypeNode,
  visit,
} from 'graphql';
import { fragmentsOf } from '../fragments.js';
import type { Operation } from '../operation.js';
import { Execution } from './execution.js';
import { type ObjectPlan, type PlannedOperation, rootPlanOf } from './field-plan.js';
import type { ResponseMeter } from './response-meter.js';

/** Maximum number of cached plans per operation. There is one per combination of condition values; in practice they are few. */
const MAX_PLANS = 16;

interface Plan {
  readonly operation: PlannedOperation;
  root: ObjectPlan | undefined;
}

/** Caches the plans of one valid query or mutation and executes it. Variables are coerced by graphql-js. */
export class QueryPlanCache {
  readonly #planned: Omit<PlannedOperation, 'conditions'>;
  /** Names of the variables that @skip and @include read anywhere in the document. */
  readonly #conditions: readonly string[];
  readonly #plans = new Map<string, Plan>();

  constructor({ schema, document, operation, derived }: Operation) {
    this.#planned = { schema, operation, fragments: fragmentsOf(document), onGrow: (bytes) => derived.grow(bytes) };
    this.#conditions = conditionsOf(document);
  }

  /**
   * @param variables as graphql-js coerced them
   * @param meter measures the response and stops the execution if it is too large
   */
  execute(
    variables: Record<string, unknown>,
    context: unknown,
    meter: ResponseMeter,
  ): Promise<ExecutionResult<Record<string, unknown>>> {
    const plan = this.#planFor(variables);
    const { schema, operation } = this.#planned;
    const rootPlan = () => {
      plan.root ??= rootPlanOf(plan.operation, schema.getRootType(operation.operation) as GraphQLObjectType);
      return plan.root;
    };
    const isSerial = operation.operation === OperationTypeNode.MUTATION;
    return new Execution(plan.operation, variables, context, meter).run(rootPlan, isSerial);
  }

  #planFor(variables: Record<string, unknown>): Plan {
    const read = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
    const key = this.#conditions.map((name) => String(read(name))).join();
    const cached = this.#plans.get(key);
    if (cached !== undefined) return cached;
    const conditions = Object.fromEntries(this.#conditions.map((name) => [name, read(name)]));
    const plan = { operation: { ...this.#planned, conditions }, root: undefined };
    if (this.#plans.size >= MAX_PLANS) this.#plans.clear();
    this.#plans.set(key, plan);
    return plan;
  }
}

function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ arguments: [condition] = [] }) {
      if (condition?.value.kind === Kind.VARIABLE) names.add(condition.value.name.value);
    },
  });
  return [...names];
}
