// Where the repository can be read, as package.json tells, and README.md for those who have only the package.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

export function readManifest(folder = root) {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

/** `https://github.com/owner/name` for whatever form `repository` has; undefined where there is none. */
export function addressOf({ repository }) {
  const written = typeof repository === 'string' ? repository : repository?.url;
  if (!written) return undefined;
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(written);
  if (short) return `https://github.com/${short[1]}`;
  const [, host, name] = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^/]+)\/(.+?)(?:\.git)?\/?$/.exec(written) ??
    /^(?:[^@/]+@)([^:/]+):(.+?)(?:\.git)?$/.exec(written) ?? [undefined, undefined, undefined];
  return host && `https://${host}/${name}`;
}

/** A page with its relative links and pictures led to `address`, as the repository was at `version`. Code stays as it is. */
export function withAbsoluteLinks(text, address, version) {
  const to = (kind, target) => `${address}/${kind}/v${version}/${target.replace(/^\.\//, '')}`;
  const isPicture = (target) => /\.(webp|png|jpe?g|svg|gif)$/.test(target);
  const led = (target) => to(isPicture(target) ? 'raw' : 'blob', target);
  const isRelative = (target) => !/^([a-z][a-z\d+.-]*:|[/#])/i.test(target);
  return text
    .split(/(^```[^]*?^```$)/m)
    .map((part) =>
      part.startsWith('```')
        ? part
        : part
            .replaceAll(/\]\(([^)\s]+)\)/g, (all, target) => (isRelative(target) ? `](${led(target)})` : all))
            .replaceAll(/\b(src|srcset|href)="([^"]+)"/g, (all, name, target) =>
              isRelative(target) ? `${name}="${led(target)}"` : all,
            ),
    )
    .join('');
}
