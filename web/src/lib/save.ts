/** Lets the browser save `file` where it saves what one downloads. */
export function saveAs(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser takes it up a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
