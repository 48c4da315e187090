const KEPT_MS = 60_000;

/** Offers a file to the person as a download. */
export function download(file: File, page: Document): void {
  const link = page.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // A browser may go on reading for a while.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, KEPT_MS);
}
