// The public API for complaints: JSON or multipart in, 202 with a reference or a problem (RFC 9457) out.
import { type Request, type Response, Router } from 'express';
import { sha256 } from '#shared/blobs.ts';
import { RequestError } from '#shared/errors.ts';
import { parseInput } from '#shared/http.ts';
import {
  checkComplaint,
  complaintBodySchema,
  complaintFields,
  type FieldFault,
  type FieldFaults,
  fieldLengthsMax,
} from './domain/complaint.ts';
import {
  acceptDraft,
  countRefusals,
  idempotencyConflict,
  idempotencyKeyOf,
  type PortalContext,
  unknownFields,
} from './portal-context.ts';
import {
  bodyFaultError,
  type MemoryShare,
  originalOfForm,
  parseJsonBytes,
  rawJson,
  readForm,
  shareOf,
} from './request-body.ts';
import type { Draft, RepeatKey } from './submission.ts';
import { checkForm, draftOf } from './submission.ts';

/** JSON has no files: the longest message in three bytes a character, and the other fields. */
const JSON_BYTES_MAX = 1024 * 1024;

const faultWords = (field: string, fault: FieldFault): string => {
  const words: Record<FieldFault, string> = {
    required: 'is required and must not be empty',
    too_long: `is longer than ${fieldLengthsMax[field as keyof typeof fieldLengthsMax]} characters`,
    invalid_email: 'is not one e-mail address',
    twice: 'was sent twice',
  };
  return words[fault];
};

const invalidInput = (faults: FieldFaults): RequestError => {
  const fields = Object.fromEntries(
    Object.entries(faults).map(([field, fault]) => [field, fault ? faultWords(field, fault) : '']),
  );
  const [first] = Object.entries(fields);
  return new RequestError(
    400,
    'invalid_input',
    first ? first.join(' ') : 'The input is not valid.',
    {
      fields,
    },
  );
};

function apiRoute(context: PortalContext) {
  const { config } = context;

  const readJson = (bytes: Buffer): Draft => {
    const typed = parseInput(complaintBodySchema, parseJsonBytes(bytes));
    const texts = complaintFields.map((name) => [name, typed[name] ?? '']);
    const checked = checkComplaint(Object.fromEntries(texts));
    if ('faults' in checked) throw invalidInput(checked.faults);
    return draftOf(checked.complaint, { original: bytes, files: [] }, { connector: 'api' });
  };

  // The parser leaves no buffer when there was no body at all.
  const jsonBytes = ({ body }: Request, share: MemoryShare): Buffer => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    if (!share.take(bytes.length)) throw bodyFaultError('busy', config);
    return bytes;
  };

  const readMultipart = async (request: Request, share: MemoryShare): Promise<Draft> => {
    const body = await readForm(request, config, share);
    const [fault] = body.faults;
    if (fault) throw bodyFaultError(fault, config);
    const unknown = unknownFields(body, complaintFields);
    if (unknown.length > 0) {
      throw new RequestError(400, 'invalid_input', 'There are unknown fields.', {
        fields: Object.fromEntries(unknown.map((name) => [name || '(no name)', 'is not known'])),
      });
    }
    const checked = checkForm(body);
    if ('faults' in checked) throw invalidInput(checked.faults);
    const original = originalOfForm(body, request.get('content-type') ?? '', sha256);
    return draftOf(checked.complaint, { original, files: body.files }, { connector: 'api' });
  };

  const submit = async (request: Request, response: Response): Promise<void> => {
    const key = idempotencyKeyOf(request);
    const repeat: RepeatKey = key ? { kind: 'client', scope: 'api', key } : { kind: 'none' };
    const share = shareOf(context.memory);
    try {
      const draft = request.is('application/json')
        ? readJson(jsonBytes(request, share))
        : await readMultipart(request, share);
      const accepted = await acceptDraft(context, draft, repeat);
      if (accepted.kind === 'conflict') throw idempotencyConflict();
      if (accepted.repeated) response.set('Idempotency-Replayed', 'true');
      const { reference, statusUrl, acknowledgeBy } = accepted;
      response
        .status(202)
        .json({ reference, statusUrl, acknowledgeBy: acknowledgeBy.toISOString() });
    } finally {
      share.release();
    }
  };

  return submit;
}

/** `POST /api/v1/complaints`. */
export function complaintApi(context: PortalContext): Router {
  const router = Router();
  const path = '/api/v1/complaints';
  router.post(path, context.limiters.complaints, rawJson(JSON_BYTES_MAX), apiRoute(context));
  router.use(path, countRefusals(context, 'api'));
  return router;
}
