/** The complete body of a successful response as bytes, for responses that are sent often and rarely change. */
export class Prepared<Answer> {
  /** Exists only for the type checker, which then rejects the response of one call as that of another. */
  declare readonly answer?: Answer;
  readonly body: Buffer;

  /** @param raw replaces the first occurrence of `text` in the body with `bytes`, which need not be valid JSON or UTF-8. */
  constructor(answer: Answer, raw?: { readonly text: string; readonly bytes: Uint8Array }) {
    const body = Buffer.from(JSON.stringify({ errcode: 0, errmsg: 'ok', ...answer }));
    const at = raw === undefined ? -1 : body.indexOf(raw.text);
    if (raw === undefined || at < 0) this.body = body;
    else {
      const after = body.subarray(at + Buffer.byteLength(raw.text));
      this.body = Buffer.concat([body.subarray(0, at), raw.bytes, after]);
    }
  }
}

/** A call that the platform refuses. Thrown by handlers, checks and stores. Sent as `{errcode, errmsg, …extra}` with HTTP 200. */
export class PlatformRefusal extends Error {
  readonly errcode: number;
  /** Replaces the default text of the errcode. Hint and rid are appended to it. */
  readonly errmsg: string | undefined;
  /** Additional fields of the body. */
  readonly extra: object | undefined;
  /** The path of a missing field of a card. The errmsg ends with it (observed). */
  readonly missing: string | undefined;

  constructor(errcode: number, errmsg?: string, extra?: object, missing?: string) {
    super(errmsg ?? `errcode ${errcode}`);
    this.name = 'PlatformRefusal';
    this.errcode = errcode;
    this.errmsg = errmsg;
    this.extra = extra;
    this.missing = missing;
  }
}
