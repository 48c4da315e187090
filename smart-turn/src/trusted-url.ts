interface Policy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

// https://www.w3.org/TR/trusted-types/ is newer than what TypeScript knows of a page.
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
let policy: Policy | null = null;

/** The address of a worker as a page wants it that asks for trusted types; unchanged where it allows no such policy. */
export function trustedUrl(url: string): string {
  try {
    policy ??= trustedTypes?.createPolicy('avatar-ptt-smart-turn', { createScriptURL: (own) => own }) ?? null;
  } catch {
    return url;
  }
  return policy?.createScriptURL(url) ?? url;
}
