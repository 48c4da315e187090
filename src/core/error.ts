/**
 * The one error class of the package. `code` is stable and meant for programs, `message` says what happened and what to
 * do, `cause` keeps the original error.
 */
export class AvatarPttError extends Error {
  override readonly name = 'AvatarPttError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Any thrown value as an `AvatarPttError`: ours as it is, others wrapped under `code` with the original as `cause`. */
export function toAvatarPttError(thrown: unknown, code: string): AvatarPttError {
  if (thrown instanceof AvatarPttError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AvatarPttError(code, message, { cause: thrown });
}
