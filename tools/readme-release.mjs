// What README.md says of the published package: the version and the hash in its script tag, and what to do until then.
const ADDRESS = /(cdn\.jsdelivr\.net\/npm\/avatar-ptt@)([^/"]+)(\/cdn\/avatar-ptt\.min\.js"\s+integrity=")([^"]+)"/;
const UNPUBLISHED = /<!-- until published -->[^]*?<!-- \/until published -->\n+/;

/** Stands where no hash is known yet. */
export const OPEN_HASH = 'sha384-…';

/** The version and the hash that README.md tells to embed, and whether it tells what to do until then. */
export function readRelease(readme) {
  const [, , version, , integrity] = ADDRESS.exec(readme) ?? [];
  if (!version) throw new Error('README.md has no script tag with an integrity attribute.');
  return { version, integrity, isPublished: !UNPUBLISHED.test(readme) };
}

/** README.md as it is right once `version` can be had from the registry. */
export function writeRelease(readme, version, integrity) {
  return readme.replace(UNPUBLISHED, '').replace(ADDRESS, `$1${version}$3${integrity}"`);
}

/** What is wrong with README.md between releases, as sentences. */
export function readmeProblems(readme, { name, version }) {
  const release = readRelease(readme);
  const problems = [];
  if (release.version !== version) problems.push(`README.md embeds ${release.version}; package.json is ${version}.`);
  const isHash = /^sha384-[A-Za-z0-9+/]{64}$/.test(release.integrity);
  if (release.isPublished && !isHash) problems.push('README.md embeds a published file without its hash.');
  if (release.isPublished) return problems;
  // A hash of what nobody can load yet would be wrong by the next change.
  if (release.integrity !== OPEN_HASH) problems.push(`README.md has a hash of what is not published: ${OPEN_HASH}`);
  if (!readme.includes(`${name}-${version}.tgz`)) problems.push(`README.md installs another file than ${version}.`);
  return problems;
}
