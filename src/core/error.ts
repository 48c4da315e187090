/**
 * The one error class of the package. `code` is stable and meant for programs, `message` says what happened and what to
 * do, `cause` keeps the original error.
 */
export class AvatarPttError extends Error {
  override readonly name = 'AvatarPttError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(plainAddresses(message), options);
    this.code = code;
  }
}

/** An address as anybody may read it: without a password, a query or a fragment. */
export function plainAddress(address: string): string {
  return address.replace(/[?#].*|(?<=\/\/)[^/?#]*@/gs, '');
}

/** A text with all its addresses so. */
export function plainAddresses(text: string): string {
  return text.replace(/:\/\/[^\s"'<>`]+/g, plainAddress);
}

/** Any thrown value as an `AvatarPttError`: ours as it is, others wrapped under `code` with the original as `cause`. */
export function toAvatarPttError(thrown: unknown, code: string): AvatarPttError {
  if (thrown instanceof AvatarPttError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AvatarPttError(code, message, { cause: thrown });
}

const CURE = "Check the connection and the page's script-src; a file: page needs a web server.";
// Some browsers keep a failure for as long as the page is open: https://github.com/whatwg/html/issues/6768
const LAST_CURE = 'If trying again does not help, reload the page.';

/** For a part of this package that did not load. @throws AvatarPttError `load-failed` */
export function notLoaded(cause: Error): never {
  throw new AvatarPttError('load-failed', `${cause.message}. ${CURE} ${LAST_CURE}`, { cause });
}
