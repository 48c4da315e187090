/**
 * The form of a `submit`, or of a click on its button, which replaces that: a sandbox without `allow-forms` submits nothing,
 * and tells no script. null: something in it is still wrong, and shown.
 */
export function submittedForm(event: Event): HTMLFormElement | null {
  event.preventDefault();
  const form = (event.currentTarget as Element).closest('form');
  return form?.reportValidity() ? form : null;
}
