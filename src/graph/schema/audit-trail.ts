import { createHmac, createSecretKey } from 'node:crypto';
import { defaultFieldResolver, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Secret } from '../../config/secret.js';
import type { AuditTrail } from '../../telemetry/audit-trail.js';
import type { Context } from '../context.js';
import { errorCodeOf, platformErrorBehind } from '../format-error.js';
import { mutationField } from '../policies/root-fields.js';

/** Where audit records are written, and the key of their hashes. */
export interface AuditOptions {
  readonly trail: AuditTrail;
  readonly key: Secret;
}

/** `retryAfter` of a rejected mutation, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Maximum characters of an operation name in a record: the client can send any length. */
const MAX_NAME = 100;

/** Maximum number of targets in a record: the client can send any number. Landing pages accept as many. */
const MAX_TARGETS = 100;

/** Names of the payload fields that identify the object, where they differ from the input's. */
const PAYLOAD_FIELDS: Readonly<Record<string, string>> = { code: 'codeValue' };

/** The fields of a mutation's payload that state its outcome. */
interface Payload {
  readonly replayed: boolean;
  readonly userErrors: readonly { readonly code: string; readonly errcode: number | null }[];
}

interface Outcome {
  readonly outcome: 'committed' | 'replayed' | 'refused' | 'unknown' | 'failed';
  /** The `CardErrorCode` of a refusal or the `extensions.code` of a failure. */
  readonly errorCode: string | null;
  readonly errcode: number | null;
}

/**
 * Wraps the mutations of a schema in an audit trail, outside of everything that can reject them. A record is written before a mutation
 * starts and another when it ends, even if the client has disconnected meanwhile. Records never hold input: the target is a keyed hash.
 * If the records cannot be accepted, the mutation is rejected with SERVER_OVERLOADED before any upstream call.
 */
export function auditSchema(schema: GraphQLSchema, { trail, key }: AuditOptions): GraphQLSchema {
  const secret = createSecretKey(Buffer.from(key.reveal()));
  const hashOf = (...parts: readonly string[]) =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest().subarray(0, 16).toString('base64url');

  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = async (source, args, context: Context, info) => {
      const { account, caller, requestId, traceId } = context;
      const input = (args.input ?? {}) as Readonly<Record<string, unknown>>;
      const target = mutationField(field.name)?.auditTarget ?? '';
      const { [target]: value, idempotencyKey } = input;
      const hashOfTarget = (id: unknown) =>
        typeof id === 'string'
          ? hashOf(account.appid, target, id)
          : hashesOf(id, (one) => hashOf(account.appid, 'cardId', one));
      const who = {
        requestId,
        ...(traceId === undefined ? {} : { traceId }),
        caller: caller.name,
        account: account.appid,
        mutation: field.name,
        operation: info.operation.name?.value.slice(0, MAX_NAME) ?? null,
        target: hashOfTarget(value),
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
        // The payload has the id of an object that the mutation created, or the code that the input names in encrypted form.
        if (who.target === null)
          who.target = hashOfTarget(Reflect.get(Object(payload), PAYLOAD_FIELDS[target] ?? target));
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

/** Returns the hashes of the distinct cards that a list of the input names, separated by commas. */
function hashesOf(entries: unknown, hashOf: (cardId: string) => string): string | null {
  if (!Array.isArray(entries)) return null;
  const ids = new Set(entries.slice(0, MAX_TARGETS).map((entry) => String(Reflect.get(Object(entry), 'cardId'))));
  return ids.size === 0 ? null : [...ids].map(hashOf).join(',');
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
