import { createHmac } from 'node:crypto';
import { defaultFieldResolver, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Secret } from '../../config/secret.js';
import type { AuditTrail } from '../../telemetry/audit-trail.js';
import type { Context } from '../context.js';
import { errorCodeOf, platformErrorBehind } from '../format-error.js';
import { mutationField } from '../policies/root-fields.js';

/** Where the trail goes, and by which key its hashes are made. */
export interface AuditOptions {
  readonly trail: AuditTrail;
  readonly key: Secret;
}

/** When to send a refused mutation again, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Characters of an operation's name: its length is the caller's choice. */
const MAX_NAME = 100;

/** What became of a mutation, in the payload of each. */
interface Payload {
  readonly replayed: boolean;
  readonly userErrors: readonly { readonly code: string; readonly errcode: number | null }[];
}

interface Outcome {
  readonly outcome: 'committed' | 'replayed' | 'refused' | 'unknown' | 'failed';
  /** Of a refusal or failure: a CardErrorCode or extensions.code. */
  readonly errorCode: string | null;
  readonly errcode: number | null;
}

/**
 * Puts a trail around the mutations of a schema, outside of all that may refuse them: a line before each begins and one when it has
 * ended, also where its caller has gone meanwhile. No line holds what was sent: what it was about is a hash by a key.
 * A mutation whose lines cannot be accepted is refused with SERVER_OVERLOADED before anything is called.
 */
export function auditSchema(schema: GraphQLSchema, { trail, key }: AuditOptions): GraphQLSchema {
  const hashOf = (...parts: readonly string[]) =>
    createHmac('sha256', key.reveal()).update(JSON.stringify(parts)).digest().subarray(0, 16).toString('base64url');

  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = async (source, args, context: Context, info) => {
      const { account, caller, requestId, traceId } = context;
      const input = (args.input ?? {}) as Readonly<Record<string, unknown>>;
      const target = mutationField(field.name)?.auditTarget ?? '';
      const { [target]: value, idempotencyKey } = input;
      const who = {
        requestId,
        ...(traceId === undefined ? {} : { traceId }),
        caller: caller.name,
        account: account.appid,
        mutation: field.name,
        operation: info.operation.name?.value.slice(0, MAX_NAME) ?? null,
        target: typeof value === 'string' ? hashOf(account.appid, target, value) : null,
        keyHash: typeof idempotencyKey === 'string' ? hashOf('idempotencyKey', idempotencyKey) : null,
      };
      const entry = trail.begin({ audit: 'intent', ...who });
      if (entry === undefined) throw notWritable();
      if (entry.written !== undefined) await entry.written;
      const beganAt = performance.now();
      const end = (outcome: Outcome) =>
        entry.end({ audit: 'outcome', ...who, ...outcome, durationMs: Math.round(performance.now() - beganAt) });
      try {
        const payload = await resolve(source, args, context, info);
        end(outcomeOf(payload as Payload));
        return payload;
      } catch (error) {
        end({
          outcome: 'failed',
          errorCode: errorCodeOf(error),
          errcode: platformErrorBehind(error)?.errcode ?? null,
        });
        throw error;
      }
    };
  }
  return schema;
}

function notWritable(): GraphQLError {
  return new GraphQLError('The audit log cannot be written; nothing was changed. Send the mutation again later', {
    extensions: { code: 'SERVER_OVERLOADED', retryAfter: RETRY_AFTER_SECONDS },
  });
}

function outcomeOf({ replayed, userErrors: [first] }: Payload): Outcome {
  if (first === undefined) return { outcome: replayed ? 'replayed' : 'committed', errorCode: null, errcode: null };
  const outcome = first.code === 'OUTCOME_UNKNOWN' ? 'unknown' : 'refused';
  return { outcome, errorCode: first.code, errcode: first.errcode };
}
