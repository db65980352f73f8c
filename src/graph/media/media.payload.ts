import { Field, InputType, ObjectType } from 'type-graphql';
import { IsIdentifier } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { Nullable } from '../types/field.decorators.js';

/** Maximum UTF-8 bytes of a file name. */
const FILE_NAME_BYTES = 128;

@InputType({ description: 'The input of `uploadImage`.' })
export class UploadImageInput {
  @Field(() => String, {
    description:
      'A complete JPG or PNG of at most 1 MB (1,048,576 bytes), in standard base64 with padding. Send it as a variable: a body over 1 MiB ' +
      'requires the scope `card:write`.',
  })
  contentBase64!: string;

  @Field(() => String, {
    description:
      'Name of the file, 1 to 128 bytes without control characters. Its extension does not decide the format, and is corrected to it.',
  })
  @IsIdentifier(FILE_NAME_BYTES)
  fileName!: string;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `uploadImage`.' })
export class UploadImagePayload extends MutationPayload {
  @Nullable(
    () => String,
    'URL of the picture, for the fields of cards. It works only inside WeChat. Null if the upload was not committed.',
  )
  readonly url: string | null;

  constructor({ url = null, ...outcome }: Partial<UploadImagePayload>) {
    super(outcome);
    this.url = url;
  }
}
